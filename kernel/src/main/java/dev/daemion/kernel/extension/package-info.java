/**
 * Extension records as readers see them. Open {@link dev.daemion.kernel.extension.ExtensionView} first. Schemas and
 * checks live in the extensions module.
 */
@NullMarked
package dev.daemion.kernel.extension;

import org.jspecify.annotations.NullMarked;
