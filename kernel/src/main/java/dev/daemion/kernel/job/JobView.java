package dev.daemion.kernel.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.run.RunStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job: what it is, when it fires next and how it went.
 *
 * @param version the one in force, else the youngest
 * @param trigger as defined, an object with its {@code type}
 * @param schedule when it fires, in words
 * @param timezone of its schedule; null without one
 * @param nextFireAt null when nothing is planned: it is disabled, or waits for something else than a time
 * @param upcoming the next five due times, none when it is disabled
 * @param openRuns runs that have not ended
 * @param queuedCount firings that wait for the run before them
 * @param retryAt when the last failure is tried again; null when it is not
 * @param failureCount failures in a row
 * @param lastRun the newest run; null when it never ran
 * @param threadId its own thread; null when it has none yet
 * @param watching how a watch stands, in words; null for every other trigger
 * @param definition whole, as stored
 */
public record JobView(
        String name,
        ExtensionId extensionId,
        String description,
        boolean enabled,
        ExtensionStatus status,
        int version,
        JsonNode trigger,
        String schedule,
        @Nullable String timezone,
        @Nullable Instant nextFireAt,
        List<Instant> upcoming,
        List<RunId> openRuns,
        int queuedCount,
        @Nullable Instant retryAt,
        int failureCount,
        @Nullable LastRun lastRun,
        @Nullable ThreadId threadId,
        @Nullable String watching,
        JsonNode definition,
        @Nullable JsonNode permissions) {
    public JobView {
        upcoming = List.copyOf(upcoming);
        openRuns = List.copyOf(openRuns);
    }

    /** @param error one sentence when it failed */
    public record LastRun(
            RunId id,
            RunStatus status,
            @Nullable Instant plannedAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable BigDecimal costUsd,
            @Nullable String error) {}
}
