/**
 * Runs: model, tools, approvals, limits. Open {@link dev.daemion.substrate.execution.RunEvent} first. No thread is
 * stored here.
 */
@NullMarked
package dev.daemion.substrate.execution;

import org.jspecify.annotations.NullMarked;
