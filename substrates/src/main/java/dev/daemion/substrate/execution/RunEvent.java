package dev.daemion.substrate.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.approval.Decision;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.journal.JournalEntry;
import dev.daemion.kernel.journal.JournalName;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.run.Assignment;
import dev.daemion.kernel.run.Firing;
import dev.daemion.kernel.run.Priority;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunLimits;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.run.Usage;
import dev.daemion.substrate.execution.model.ReplyBlock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What happened in one run. Persistence id {@code run|<RunId>}. */
public sealed interface RunEvent extends JournalEntry {
    Instant at();

    /**
     * @param trigger what started it: {@code message}, {@code command}, {@code cron}, …
     * @param assignment the extension's content it carries out; null when an agent answers what was said
     */
    @JournalName("run-started")
    record Started(
            RunKind kind,
            String trigger,
            ThreadId threadId,
            TurnId turnId,
            TurnId answerId,
            String agentId,
            String mode,
            RunLimits limits,
            @Nullable Assignment assignment,
            Instant at)
            implements RunEvent {
        /** Its place among the runs that wait. */
        Priority priority() {
            return assignment == null || assignment.firing() == null
                    ? Priority.NORMAL
                    : assignment.firing().priority();
        }

        /** After which it is ended; empty for no limit of its own. */
        Optional<Duration> durationMax() {
            return Optional.ofNullable(assignment).map(Assignment::firing).map(Firing::durationMax);
        }
    }

    /**
     * What the model is given, by reference: nothing is copied.
     *
     * @param provider who answers
     * @param model the provider's own name of the model
     * @param frameHash blob with system text, tools and parameters as JSON
     * @param historyFrom first turn of the thread that is included; null when there is none before the question
     * @param historyUntil last one, before the question
     * @param standIn one sentence when the built-in agent answers instead of the model that was asked for, else null
     */
    @JournalName("run-prompted")
    record Prompted(
            String provider,
            String model,
            String frameHash,
            @Nullable TurnId historyFrom,
            @Nullable TurnId historyUntil,
            @Nullable String standIn,
            Instant at)
            implements RunEvent {}

    /**
     * The model has answered one call, whole.
     *
     * @param costUsd of this call; null when unknown, which is not zero
     * @param stopReason as {@code ModelEvent.StopReason} names it
     */
    @JournalName("run-replied")
    record Replied(
            List<ReplyBlock> blocks,
            String stopReason,
            Usage usage,
            @Nullable BigDecimal costUsd,
            Instant at) implements RunEvent {
        public Replied {
            blocks = List.copyOf(blocks);
        }
    }

    @JournalName("run-step-started")
    record StepStarted(String toolCallId, String tool, JsonNode input, Instant at) implements RunEvent {}

    /**
     * @param output at most 8 KiB of what the tool said
     * @param outputHash blob with all of it, when it was longer
     */
    @JournalName("run-step-ended")
    record StepEnded(
            String toolCallId,
            String tool,
            String output,
            @Nullable String outputHash,
            boolean isError,
            long durationMs,
            Instant at)
            implements RunEvent {}

    /** A tool call waits for a person. */
    @JournalName("run-blocked")
    record Blocked(String toolCallId, ApprovalId approvalId, Instant at) implements RunEvent {}

    @JournalName("run-unblocked")
    record Unblocked(String toolCallId, ApprovalId approvalId, Decision decision, Instant at) implements RunEvent {}

    /**
     * @param partialText what the unfinished model call had said, never part of a {@code Replied}
     * @param errorCode with {@code error}: why it failed, for people
     * @param costUsd of the whole run; null when any call's cost is unknown
     */
    @JournalName("run-ended")
    record Ended(
            RunStatus status,
            @Nullable String partialText,
            @Nullable String partialThinking,
            @Nullable ProblemCode errorCode,
            @Nullable String error,
            Usage usage,
            @Nullable BigDecimal costUsd,
            Instant at)
            implements RunEvent {}
}
