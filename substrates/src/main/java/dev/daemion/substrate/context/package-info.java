/**
 * Threads, turns and what an agent is told. Open {@link dev.daemion.substrate.context.ThreadEvent} first. No model is
 * called here.
 */
@NullMarked
package dev.daemion.substrate.context;

import org.jspecify.annotations.NullMarked;
