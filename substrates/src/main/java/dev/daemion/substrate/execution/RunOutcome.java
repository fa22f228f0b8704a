package dev.daemion.substrate.execution;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.substrate.execution.model.ModelEvent.StopReason;
import dev.daemion.substrate.execution.model.ReplyBlock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a run comes to its end, and the events that say so.
 *
 * @param problem what people are told; null when nothing is wrong
 * @param stepOutcome what a tool call under way is said to have come to
 */
record RunOutcome(RunStatus status, @Nullable Problem problem, String stepOutcome) {
    static final RunOutcome STOPPED =
            new RunOutcome(RunStatus.CANCELLED, null, "stopped by the user; what it had begun may be half done");

    static final RunOutcome INTERRUPTED = new RunOutcome(
            RunStatus.INTERRUPTED,
            new Problem(
                    ProblemCode.INTERRUPTED, "Daemion was stopped while this was being answered; ask again to go on"),
            "interrupted: Daemion was stopped during this call; whether it took effect is unknown, and it was not"
                    + " repeated");

    private static final RunOutcome SUCCEEDED = new RunOutcome(RunStatus.SUCCEEDED, null, "");

    static RunOutcome tooLong(Duration max) {
        return failed(new Problem(
                ProblemCode.TIMED_OUT,
                "it worked for the " + max.toSeconds()
                        + " s it may and was ended; what it had begun may be half done"));
    }

    /** The model has nothing more to say. */
    static RunOutcome finished(RunState.Open open, boolean isCutByBudget) {
        return switch (StopReason.valueOf(open.last().stopReason())) {
            case END, TOOL_USE -> SUCCEEDED;
            case LENGTH -> isCutByBudget ? failed(CallBudget.spent(open)) : SUCCEEDED;
            case REFUSED ->
                failed(new Problem(ProblemCode.MODEL_REFUSED, "the model declined to answer this; say it differently"));
        };
    }

    /** @param cause a {@code Problem} is told as it is; of anything else only where to look */
    static RunOutcome failed(RunId id, Throwable cause) {
        return failed(
                cause instanceof Problem problem
                        ? problem
                        : new Problem(
                                ProblemCode.INTERNAL,
                                "something went wrong inside Daemion; the log says what, under " + id));
    }

    private static RunOutcome failed(Problem problem) {
        return new RunOutcome(RunStatus.FAILED, problem, problem.detail());
    }

    /** What a person should know about an answer that ended well, one sentence. */
    Optional<String> warning(RunState.Open open) {
        if (status != RunStatus.SUCCEEDED) {
            return Optional.empty();
        }
        if (open.last().stopReason().equals(StopReason.LENGTH.name())) {
            return Optional.of(
                    "The answer reached the model's length limit and ends here; say \"go on\" for the rest.");
        }
        boolean isSilent = open.exchanges().stream()
                .flatMap(exchange -> exchange.blocks().stream())
                .noneMatch(block ->
                        block instanceof ReplyBlock.Text text && !text.text().isBlank());
        return isSilent
                ? Optional.of("The model answered nothing; ask again, say it differently or choose another model.")
                : Optional.empty();
    }

    /**
     * A tool call under way ends first.
     *
     * @param partialText what the unfinished model call had said
     */
    List<RunEvent> events(
            RunState.Open open, @Nullable String partialText, @Nullable String partialThinking, Instant now) {
        var events = new ArrayList<RunEvent>();
        var step = open.exchanges().isEmpty() ? null : open.last().running();
        if (step != null) {
            long durationMs = Math.max(0, Duration.between(step.at(), now).toMillis());
            events.add(
                    new RunEvent.StepEnded(step.toolCallId(), step.tool(), stepOutcome, null, true, durationMs, now));
        }
        events.add(new RunEvent.Ended(
                status,
                partialText,
                partialThinking,
                problem == null ? null : problem.code(),
                problem == null ? null : problem.detail(),
                open.usage(),
                open.costUsd(),
                now));
        return events;
    }
}
