/**
 * Read-only tools on Daemion itself: its threads, history, status and costs. Open
 * {@link dev.daemion.substrate.execution.tool.kernel.KernelReader} first. Nothing here changes anything.
 */
@NullMarked
package dev.daemion.substrate.execution.tool.kernel;

import org.jspecify.annotations.NullMarked;
