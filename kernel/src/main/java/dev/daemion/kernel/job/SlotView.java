package dev.daemion.kernel.job;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.daemion.kernel.id.RunId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one due time, or of several in a row with the same fate.
 *
 * @param plannedAt the due time; the first of several
 * @param until the last of several; the same for one
 * @param count how many due times it speaks of, from 1
 * @param outcome what became of them
 * @param reason why nothing was fired; null when something was
 * @param trigger what fired it; null when nothing did
 * @param runId what was fired; null when nothing was
 * @param decidedAt when that was journalled
 */
public record SlotView(
        String job,
        int version,
        Instant plannedAt,
        Instant until,
        int count,
        Outcome outcome,
        @Nullable String reason,
        @Nullable String trigger,
        @Nullable RunId runId,
        Instant decidedAt) {
    /**
     *
     *
     * <pre>
     * due ──► fired        a run was started; how that ended stands in the run
     *    ├──► coalesced    a later one of the same gap stands for it
     *    ├──► skipped      the one before still ran, the queue was full, or it might not start
     *    └──► missed       nobody was there in time
     * </pre>
     */
    public enum Outcome {
        FIRED,
        COALESCED,
        SKIPPED,
        MISSED;

        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
