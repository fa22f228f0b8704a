/**
 * The one way a child process is started, watched and ended. Open
 * {@link dev.daemion.substrate.execution.process.ChildLauncher} first. Which programs may run is decided in
 * {@code policy}; what their output means is known to the caller alone.
 */
@NullMarked
package dev.daemion.substrate.execution.process;

import org.jspecify.annotations.NullMarked;
