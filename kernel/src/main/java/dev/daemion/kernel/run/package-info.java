/** Runs: kinds, states, limits, usage. Open {@link dev.daemion.kernel.run.RunStatus} first. */
@NullMarked
package dev.daemion.kernel.run;

import org.jspecify.annotations.NullMarked;
