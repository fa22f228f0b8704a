package dev.daemion.kernel.job;

import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What will fire, by the same code that fires.
 *
 * @param from included
 * @param until excluded
 * @param firings in order of their times, at most {@value #FIRINGS_MAX}
 * @param isCut true when there are more
 * @param jobs one line for each job with a schedule
 * @param costUsd forecast of all together; null when nothing is known about any
 * @param unknownCostCount jobs among them whose cost is not known
 */
public record ScheduleView(
        Instant from,
        Instant until,
        List<Firing> firings,
        boolean isCut,
        List<JobLine> jobs,
        @Nullable BigDecimal costUsd,
        int unknownCostCount) {
    public static final int FIRINGS_MAX = 2_000;

    public ScheduleView {
        firings = List.copyOf(firings);
        jobs = List.copyOf(jobs);
    }

    /**
     * @param local the same moment on the clock of the job's zone
     * @param isOverlap true when, going by its last runs, the one before it would still run
     * @param note what the clock change of that day does to it; null on every other day
     */
    public record Firing(
            String job,
            Instant plannedAt,
            OffsetDateTime local,
            boolean isOverlap,
            @Nullable Note note) {}

    /** What a clock change does to a firing. */
    public enum Note {
        /** Its local time does not exist that day: it fires at the first moment after the gap. */
        AFTER_GAP,
        /** Its local time occurs twice that day: it fires the first time. */
        FIRST_OF_TWO;

        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * @param firingCount within the time, whether listed or not
     * @param overlapCount of them, those that fall into the run before
     * @param costUsdPerRun by its own last runs; null without any that reported a cost
     */
    public record JobLine(
            String job,
            String schedule,
            String timezone,
            int firingCount,
            int overlapCount,
            @Nullable BigDecimal costUsdPerRun,
            @Nullable BigDecimal costUsd) {}
}
