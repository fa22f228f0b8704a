/**
 * When a job is due: cron expressions, intervals and single moments, in a time zone, over its changes of the clock.
 * Open {@link dev.daemion.extension.schedule.Schedules} first; the rules in words are docs/reference/schedules.md.
 * Pure: no clock is read here, and nothing here fires.
 */
@NullMarked
package dev.daemion.extension.schedule;

import org.jspecify.annotations.NullMarked;
