/**
 * What agents can do. Open {@link dev.daemion.substrate.execution.tool.Tool} first. Whether a call may run is decided
 * in {@code policy}.
 */
@NullMarked
package dev.daemion.substrate.execution.tool;

import org.jspecify.annotations.NullMarked;
