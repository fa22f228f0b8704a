package dev.daemion.kernel.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run, as readers see it.
 *
 * @param job name of the job, null for a chat
 * @param version of the job's definition
 * @param trigger what started it: {@code message}, {@code command}, {@code cron}, …
 * @param attempt 1 for the first
 * @param costUsd null when unknown, which is not zero
 * @param output the answer's text
 * @param error one sentence when it failed
 * @param steps the tool calls, in order; only when one run is asked for
 * @param payload what the trigger of a job brought along, an object; only when one run is asked for
 */
public record RunView(
        RunId id,
        RunKind kind,
        @Nullable String job,
        @Nullable Integer version,
        String trigger,
        @Nullable Instant plannedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        RunStatus status,
        int attempt,
        ThreadId threadId,
        String agentId,
        @Nullable String model,
        @Nullable BigDecimal costUsd,
        @Nullable Usage tokens,
        @Nullable String output,
        @Nullable String error,
        List<Part.Step> steps,
        @Nullable JsonNode payload) {
    public RunView {
        steps = List.copyOf(steps);
    }
}
