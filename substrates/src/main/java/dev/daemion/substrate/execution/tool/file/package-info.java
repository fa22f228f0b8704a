/**
 * Tools on files. Open {@link dev.daemion.substrate.execution.tool.file.ConfinedPaths} first: nothing here touches a
 * path that has not gone through it. Whether a call may run is decided in {@code policy}.
 */
@NullMarked
package dev.daemion.substrate.execution.tool.file;

import org.jspecify.annotations.NullMarked;
