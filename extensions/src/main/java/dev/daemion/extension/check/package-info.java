/**
 * Everything that can be wrong with an extension beyond its shape: one small class per concern. Open
 * {@link dev.daemion.extension.check.Inspection} first. Whether it may be stored is decided by the extension substrate.
 */
@NullMarked
package dev.daemion.extension.check;

import org.jspecify.annotations.NullMarked;
