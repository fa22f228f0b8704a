package dev.daemion.substrate.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;

/**
 * Why a job is to fire, once: the same key never fires the same job a second time.
 *
 * @param trigger {@code cron}, {@code watch}, {@code webhook}, {@code event}, {@code chain}, {@code command},
 *     {@code message} or {@code manual}
 * @param key what tells this occasion from every other of the job, at most 200 characters
 * @param plannedAt the due time; for what has none, when it was noticed
 * @param payload what templates read as {@code event}, an object
 * @param attempt 1 for the first, one more for each retry
 */
public record Occasion(String trigger, String key, Instant plannedAt, JsonNode payload, int attempt) {
    static final String CRON = "cron";

    static Occasion cron(Instant plannedAt) {
        return new Occasion(CRON, CRON + ":" + plannedAt, plannedAt, JsonNodeFactory.instance.objectNode(), 1);
    }

    boolean isCron() {
        return trigger.equals(CRON);
    }

    /** The same once more, after a failure. */
    Occasion again() {
        return new Occasion(trigger, key, plannedAt, payload, attempt + 1);
    }

    /** The key of this very attempt. */
    String attemptKey() {
        return attempt == 1 ? key : key + "#" + attempt;
    }
}
