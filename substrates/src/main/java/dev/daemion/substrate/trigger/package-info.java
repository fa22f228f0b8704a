/**
 * When things happen. Open {@link dev.daemion.substrate.trigger.TriggerSubstrate} first. So far it fires the kernel's
 * own chores; jobs and their slots come with them. What a firing does is deliberately not here: it is a message to
 * another substrate.
 */
@NullMarked
package dev.daemion.substrate.trigger;

import org.jspecify.annotations.NullMarked;
