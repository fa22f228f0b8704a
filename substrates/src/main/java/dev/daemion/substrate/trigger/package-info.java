/**
 * When things happen. Open {@link dev.daemion.substrate.trigger.TriggerSubstrate} first, then
 * {@link dev.daemion.substrate.trigger.JobEntity}, which decides about each due time exactly once. What a run does is
 * deliberately not here: it is a message to the execution substrate.
 */
@NullMarked
package dev.daemion.substrate.trigger;

import org.jspecify.annotations.NullMarked;
