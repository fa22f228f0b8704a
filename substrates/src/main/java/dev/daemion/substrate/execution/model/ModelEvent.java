package dev.daemion.substrate.execution.model;

import dev.daemion.kernel.run.Usage;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model says while it answers: any number of deltas, then exactly one {@link Completed}. */
public sealed interface ModelEvent {
    record TextDelta(String text) implements ModelEvent {}

    record ThinkingDelta(String text) implements ModelEvent {}

    /** A piece of a tool call's arguments, as JSON text; only to show that something comes. */
    record ToolInputDelta(String toolCallId, String tool, String json) implements ModelEvent {}

    /**
     * The connection broke after deltas were out and the new answer reads differently: forget what was shown, it starts
     * again.
     */
    record Restarted() implements ModelEvent {}

    /** Another try will be made; nothing shown is lost. For a warning, at most one per try. */
    record Retrying(int attempt, long delayMs, String reason) implements ModelEvent {}

    /**
     * The whole answer.
     *
     * @param costUsd the provider's own figure; null when it reports none (then it is computed from prices, if known)
     */
    record Completed(
            List<ReplyBlock> blocks,
            StopReason stopReason,
            Usage usage,
            @Nullable BigDecimal costUsd) implements ModelEvent {
        public Completed {
            blocks = List.copyOf(blocks);
        }
    }

    enum StopReason {
        END,
        TOOL_USE,
        LENGTH,
        REFUSED
    }
}
