package dev.daemion.substrate.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.run.Prompt;
import dev.daemion.kernel.run.RunLimits;
import dev.daemion.kernel.run.RunRequest;
import dev.daemion.substrate.execution.model.ModelEvent;
import dev.daemion.substrate.execution.model.ModelRegistry.ModelChoice;
import dev.daemion.substrate.execution.model.ReplyBlock;
import dev.daemion.substrate.execution.policy.PolicyEngine.Verdict;
import dev.daemion.substrate.execution.tool.Tool;
import dev.daemion.substrate.execution.tool.ToolSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/** What a run entity is told: by its substrate, and by the work it has under way. */
sealed interface RunCommand {
    /** Idempotent: a run that has started or ended is acknowledged too. */
    record Start(RunRequest request, RunLimits limits, ActorRef<StatusReply<Done>> replyTo) implements RunCommand {}

    /** Answered when nothing further can start. Refused: RUN_NOT_FOUND, RUN_ENDED. */
    record Stop(ActorRef<StatusReply<Done>> replyTo) implements RunCommand {}

    /** How an approval stands: a person has answered, nobody did in time, or it is still pending. */
    record Answered(ApprovalView approval, @Nullable String note) implements Aside {}

    /** It has worked for as long as it may. */
    record TimeUp(Duration max) implements Aside {}

    /** Concerns a run in one state only; in all others it means nothing. */
    sealed interface Aside extends RunCommand {}

    /** Its beginning takes so long that its start is journalled alone. */
    record Late() implements Aside {}

    /** It is about to be started: looks into the journal meanwhile. */
    record Wake() implements Aside {}

    /** Ends the entity in memory; the run stays as it is. */
    record Leave() implements RunCommand {}

    record Idle() implements RunCommand {}

    /** Keep what the unfinished answer says so far. */
    record SaveDraft() implements Aside {}

    /** Tell the thread that the run has ended. */
    record Report() implements Aside {}

    /** @param isKnown false when the thread could not be told yet */
    record Reported(boolean isKnown) implements Aside {}

    /** A report of work; {@code work} tells apart what was cut off meanwhile. */
    sealed interface WorkReport extends Aside {
        int work();
    }

    record SlotGranted(int work) implements WorkReport {}

    /**
     * @param outputs whole tool outputs by call id, where they are longer than the journal keeps
     * @param tools what the model is offered
     * @param frame what the model is told besides the messages
     */
    record Prepared(
            int work,
            Prompt prompt,
            Map<String, String> outputs,
            ModelChoice choice,
            List<ToolSpec> tools,
            RunPreparation.Frame frame)
            implements WorkReport {
        public Prepared {
            outputs = Map.copyOf(outputs);
            tools = List.copyOf(tools);
        }

        RunEvent.Prompted event(Instant at) {
            var earlier =
                    prompt.history().subList(0, Math.max(0, prompt.history().size() - 1));
            return new RunEvent.Prompted(
                    choice.provider(),
                    choice.model(),
                    frame.hash(),
                    earlier.isEmpty() ? null : earlier.getFirst().id(),
                    earlier.isEmpty() ? null : earlier.getLast().id(),
                    choice.standInReason(),
                    at);
        }

        Prepared withOutput(String toolCallId, String output) {
            var more = new HashMap<>(outputs);
            more.put(toolCallId, output);
            return new Prepared(work, prompt, more, choice, tools, frame);
        }
    }

    record BudgetReserved(int work) implements WorkReport {}

    record ModelSaid(int work, ModelEvent event) implements WorkReport {}

    /**
     * The policy has decided about a tool call.
     *
     * @param tool null when there is no such tool; then the verdict is a denial that says so
     * @param detail exactly what would run, for the approval
     */
    record Judged(
            int work, ReplyBlock.ToolUse use, @Nullable Tool tool, Verdict verdict, JsonNode detail)
            implements WorkReport {}

    record ToolEnded(int work, Tool.Result result, @Nullable String outputHash, long durationMs) implements WorkReport {
        RunEvent.StepEnded event(RunEvent.StepStarted step, String kept, Instant at) {
            return new RunEvent.StepEnded(
                    step.toolCallId(), step.tool(), kept, outputHash, result.isError(), durationMs, at);
        }
    }

    record NothingLeft(int work) implements WorkReport {}

    record DraftFound(int work, String text, String thinking) implements WorkReport {}

    record WorkFailed(int work, Throwable cause) implements WorkReport {}
}
