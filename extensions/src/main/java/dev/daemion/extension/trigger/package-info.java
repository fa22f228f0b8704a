/**
 * What decides beside the clock whether a job fires: the expression over an event and the signature of a webhook. Open
 * {@link dev.daemion.extension.trigger.EventFilter} first. Pure: schedules are in
 * {@link dev.daemion.extension.schedule}, firing is the trigger substrate's.
 */
@NullMarked
package dev.daemion.extension.trigger;

import org.jspecify.annotations.NullMarked;
