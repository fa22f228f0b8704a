/** Paired clients as readers see them. */
@NullMarked
package dev.daemion.kernel.device;

import org.jspecify.annotations.NullMarked;
