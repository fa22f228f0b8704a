package dev.daemion.kernel.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a job's run exists.
 *
 * @param job name of the job
 * @param version of its definition
 * @param trigger {@code cron}, {@code watch}, {@code webhook}, {@code event}, {@code chain}, {@code command},
 *     {@code message}, or {@code manual} when a person started it
 * @param plannedAt the due time; for what has none, when it was noticed
 * @param attempt 1 for the first, one more for each retry
 * @param payload what the trigger brought along, an object
 * @param priority among the runs that wait for a place
 * @param durationMax after which the run is cancelled; null means no limit of its own
 */
public record Firing(
        String job,
        int version,
        String trigger,
        Instant plannedAt,
        int attempt,
        JsonNode payload,
        Priority priority,
        @Nullable Duration durationMax) {
    /** Member of a payload: an event stands at the beginning of what led to it, through whatever other jobs. */
    public static final String BY_EVENT = "by_event";

    /** True when an event led to it, itself or through other jobs. */
    public static boolean isByEvent(String trigger, @Nullable JsonNode payload) {
        return trigger.equals("event")
                || (payload != null && payload.path(BY_EVENT).asBoolean());
    }
}
