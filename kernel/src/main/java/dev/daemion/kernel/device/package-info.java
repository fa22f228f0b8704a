/** Paired clients as readers see them, and the shape of their tokens. Who is paired is not known here. */
@NullMarked
package dev.daemion.kernel.device;

import org.jspecify.annotations.NullMarked;
