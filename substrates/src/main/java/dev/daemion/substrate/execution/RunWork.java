package dev.daemion.substrate.execution;

import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.Usage;
import dev.daemion.kernel.stream.FrameBody;
import dev.daemion.substrate.execution.model.ModelEvent;
import dev.daemion.substrate.execution.model.ModelRegistry.ModelChoice;
import dev.daemion.substrate.execution.model.ReplyBlock;
import dev.daemion.substrate.execution.policy.PolicyEngine.Verdict;
import dev.daemion.substrate.execution.tool.Tool;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * What one run has under way and has not journalled yet: the model call, the tool call, the text so far. Belongs to one
 * {@link RunEntity}: only its actor calls it. Whatever is asked for comes back as a message with the number of the
 * work; cutting off raises the number, so that late reports are told apart.
 */
final class RunWork {
    private static final int PARTIAL_LENGTH_MAX = 4 * 1024 * 1024;

    private final RunId id;
    private final RunServices services;
    private final ActorContext<RunCommand> context;
    private final LongSupplier sequenceNr;
    private final RunPreparation preparation;
    private final ToolJudgement judgement;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder();
    private final PermissionRequests permissions;
    private final WorkingTime time;
    private int number;
    private boolean isDraftStale;
    private boolean isCutByBudget;
    private RunCommand.@Nullable Prepared prepared;
    private @Nullable OutgoingCall outgoing;
    private @Nullable ModelCall modelCall;
    private Tool.@Nullable Running toolCall;

    /** @param sequenceNr of the run's last journalled event */
    RunWork(RunId id, RunServices services, ActorContext<RunCommand> context, LongSupplier sequenceNr) {
        this.id = id;
        this.services = services;
        this.context = context;
        this.sequenceNr = sequenceNr;
        this.time = new WorkingTime(services.clock(), services.timeLimits());
        this.preparation = new RunPreparation(id, services);
        this.judgement = new ToolJudgement(id, services);
        this.permissions = new PermissionRequests(id, services);
    }

    boolean isCurrent(int work) {
        return work == number;
    }

    /** Numbers the next piece of work; what was begun before is not listened to any more. */
    private int begin() {
        number = services.works().incrementAndGet();
        return number;
    }

    /** Waits for a place among the runs at once. */
    void awaitSlot(RunEvent.Started started) {
        int work = begin();
        var self = context.getSelf();
        services.refs()
                .execution()
                .tell(new RunSlots.Acquire(
                        id, started.kind(), started.priority(), () -> self.tell(new RunCommand.SlotGranted(work))));
    }

    void releaseSlot() {
        services.refs().execution().tell(new RunSlots.Release(id));
    }

    void prepare(RunState.Open open) {
        pipe(
                preparation.prepare(open),
                (work, ready) -> new RunCommand.Prepared(
                        work, ready.prompt(), ready.outputs(), ready.choice(), ready.tools(), ready.frame()));
    }

    void remember(RunCommand.Prepared ready) {
        prepared = ready;
    }

    /** Does what comes next after {@code open} was journalled. */
    void proceed(RunState.Open open) {
        switch (open.next()) {
            case RunState.NextStep.CallModel _ -> reserveBudget(open);
            case RunState.NextStep.UseTool use -> judge(open, use.use());
            case RunState.NextStep.Finish _ -> context.getSelf().tell(new RunCommand.NothingLeft(begin()));
        }
    }

    private void reserveBudget(RunState.Open open) {
        var next = OutgoingCall.of(id, open, ready());
        outgoing = next;
        var refusal = time.overdue().or(() -> CallBudget.refusal(open, choice(), next.length()));
        if (refusal.isPresent()) {
            context.getSelf().tell(new RunCommand.WorkFailed(begin(), refusal.get()));
            return;
        }
        var estimate = CallBudget.of(open, choice(), next.length()).estimateUsd();
        pipe(
                estimate.signum() == 0
                        ? CompletableFuture.completedStage(Done.getInstance())
                        : services.asks()
                                .<ExecutionProtocol.Message, Done>ask(
                                        services.refs().execution(),
                                        replyTo -> new BudgetBook.Reserve(id, estimate, replyTo)),
                (work, _) -> new RunCommand.BudgetReserved(work));
    }

    void callModel(RunState.Open open) {
        int work = begin();
        text.setLength(0);
        thinking.setLength(0);
        var next = Objects.requireNonNull(outgoing, "a call is reckoned before it is made");
        var budget = CallBudget.of(open, choice(), next.length());
        isCutByBudget = budget.isCut();
        var self = context.getSelf();
        time.begin();
        modelCall = ModelCall.start(
                context.getSystem(),
                time.model(),
                choice().provider(),
                choice().client(),
                next.with(budget.outputTokensMax()),
                event -> self.tell(new RunCommand.ModelSaid(work, event)),
                cause -> self.tell(new RunCommand.WorkFailed(work, Asks.cause(cause))));
    }

    /** Shows what came in, at once. Nobody watches a job word by word: what it says is told when it has ended. */
    void show(RunState.Open open, ModelEvent event) {
        var frames = new RunFrames(open.started().answerId());
        var started = open.started();
        switch (event) {
            case ModelEvent.TextDelta delta -> {
                keep(text, delta.text());
                publish(started, frames.textDelta(delta.text()));
            }
            case ModelEvent.ThinkingDelta delta -> {
                keep(thinking, delta.text());
                publish(started, frames.thinkingDelta(delta.text()));
            }
            case ModelEvent.Restarted _ -> {
                text.setLength(0);
                thinking.setLength(0);
                frames.shown(open).forEach(frame -> publish(started, frame));
            }
            case ModelEvent.Retrying retry ->
                publish(
                        started,
                        frames.warning(retry.reason() + "; try " + (retry.attempt() + 1) + " in "
                                + Math.max(1, retry.delayMs() / 1000) + " s"));
            case ModelEvent.ToolInputDelta _, ModelEvent.Completed _ -> {}
        }
    }

    void warn(RunState.Open open, String sentence) {
        publish(open.started(), new RunFrames(open.started().answerId()).warning(sentence));
    }

    void announceStandIn(RunState.Open open) {
        var reason = choice().standInReason();
        if (reason != null) {
            warn(open, reason);
        }
    }

    /** What the call cost: the provider's figure, else by price; null when neither is known. */
    @Nullable
    BigDecimal cost(ModelEvent.Completed completed) {
        modelCall = null;
        time.end();
        text.setLength(0);
        thinking.setLength(0);
        dropDraft();
        if (completed.costUsd() != null) {
            return completed.costUsd();
        }
        if (completed.usage().equals(Usage.NONE)) {
            // The provider counted nothing: unknown, which is not free.
            return null;
        }
        return Optional.ofNullable(choice().price())
                .map(price -> price.of(completed.usage()))
                .orElse(null);
    }

    void settle(@Nullable BigDecimal costUsd) {
        services.refs().execution().tell(new BudgetBook.Settle(id, costUsd));
    }

    boolean isCutByBudget() {
        return isCutByBudget;
    }

    /** Asks the policy about a tool call, off the actor: paths are resolved for it. */
    void judge(RunState.Open open, ReplyBlock.ToolUse use) {
        pipe(
                judgement.judge(open.started(), use),
                (work, judged) -> new RunCommand.Judged(work, use, judged.tool(), judged.verdict(), judged.detail()));
    }

    void requestApproval(RunState.Open open, ApprovalId approvalId, RunCommand.Judged judged) {
        int work = begin();
        var question = judgement.question(open.started(), judged);
        context.pipeToSelf(
                services.asks()
                        .<ExecutionProtocol.Message, ApprovalView>ask(
                                services.refs().execution(),
                                replyTo -> new ExecutionProtocol.RequestApproval(approvalId, question, replyTo)),
                (approval, failure) -> failure == null
                        ? new RunCommand.Answered(Objects.requireNonNull(approval), null)
                        : new RunCommand.WorkFailed(work, Asks.cause(failure)));
    }

    /** Asks a person for what the extension lacks; answers what its caller is told. */
    String requestPermission(RunState.Open open, RunCommand.Judged judged, Verdict.Exceed exceed) {
        return permissions.ask(open.started(), judged, exceed);
    }

    void withdraw(ApprovalId approvalId) {
        services.refs().execution().tell(new ExecutionProtocol.WithdrawApproval(approvalId));
    }

    void runTool(RunState.Open open, RunCommand.Judged judged) {
        var tool = Objects.requireNonNull(judged.tool(), "a call without a tool is denied");
        long startedAt = services.clock().millis();
        time.begin();
        var running = time.limited(
                tool.start(judged.use().input(), services.scopes().apply(id, open.started())),
                judged.use().name(),
                context.getSystem());
        toolCall = running;
        pipe(
                running.result().thenCompose(this::store),
                (work, stored) -> new RunCommand.ToolEnded(
                        work,
                        stored.result(),
                        stored.hash(),
                        Math.max(0, services.clock().millis() - startedAt)));
    }

    private record Stored(Tool.Result result, @Nullable String hash) {}

    private CompletionStage<Stored> store(Tool.Result result) {
        if (!RunOutputs.isLong(result.output())) {
            return CompletableFuture.completedStage(new Stored(result, null));
        }
        return services.asks()
                .<StorageProtocol.Message, String>ask(
                        services.refs().storage(), replyTo -> new StorageProtocol.PutBlob(result.output(), replyTo))
                .thenApply(hash -> new Stored(result, hash));
    }

    /** Notes a whole output for the calls to come; answers what the journal keeps of it. */
    String keepOutput(RunState.Open open, RunCommand.ToolEnded ended, String toolCallId) {
        toolCall = null;
        time.end();
        if (ended.result().note() != null) {
            warn(open, ended.result().note());
        }
        if (ended.outputHash() != null && prepared != null) {
            prepared = prepared.withOutput(toolCallId, ended.result().output());
        }
        return RunOutputs.journalled(ended.result().output());
    }

    void saveDraft() {
        if (isDraftStale) {
            isDraftStale = false;
            services.refs().storage().tell(new StorageProtocol.SaveDraft(id, text.toString(), thinking.toString()));
        }
    }

    /** After a restart: what the unfinished answer had said. */
    void findDraft() {
        pipe(
                services.asks()
                        .<StorageProtocol.Message, Optional<StorageQuery.DraftText>>ask(
                                services.refs().storage(),
                                replyTo -> new StorageProtocol.Read<>(new StorageQuery.Draft(id), replyTo)),
                (work, draft) -> new RunCommand.DraftFound(
                        work,
                        draft.map(StorageQuery.DraftText::text).orElse(""),
                        draft.map(StorageQuery.DraftText::thinking).orElse("")));
    }

    void recall(RunCommand.DraftFound draft) {
        text.append(draft.text());
        thinking.append(draft.thinking());
    }

    void restoreLive(RunState.Open open) {
        if (open.started().kind() == RunKind.JOB) {
            return;
        }
        var frames = new RunFrames(open.started().answerId()).shown(open);
        services.refs()
                .presentation()
                .tell(new PresentationProtocol.RestoreLive(
                        open.started().threadId(), id, sequenceNr.getAsLong(), frames));
    }

    @Nullable
    String partialText() {
        return text.isEmpty() ? null : text.toString();
    }

    @Nullable
    String partialThinking() {
        return thinking.isEmpty() ? null : thinking.toString();
    }

    /** Ends what is under way; nothing of it is listened to any more. */
    void cutOff() {
        begin();
        time.end();
        if (modelCall != null) {
            modelCall.cancel();
            modelCall = null;
        }
        if (toolCall != null) {
            toolCall.cancel();
            toolCall = null;
        }
    }

    /** The end is journalled: give back what was held. */
    void close() {
        cutOff();
        dropDraft();
        settle(BigDecimal.ZERO);
        releaseSlot();
    }

    private void dropDraft() {
        isDraftStale = false;
        services.refs().storage().tell(new StorageProtocol.SaveDraft(id, "", ""));
    }

    /** Tells whoever waits for the end. */
    void report(RunState.Ended ended) {
        context.pipeToSelf(
                new RunReport(id, services).tell(ended),
                (isKnown, _) -> new RunCommand.Reported(Boolean.TRUE.equals(isKnown)));
    }

    private RunCommand.Prepared ready() {
        return Objects.requireNonNull(prepared, "a run is prepared before it calls its model");
    }

    private ModelChoice choice() {
        return ready().choice();
    }

    private void keep(StringBuilder kept, String delta) {
        isDraftStale = true;
        if (kept.length() + delta.length() <= PARTIAL_LENGTH_MAX) {
            kept.append(delta);
        }
    }

    private void publish(RunEvent.Started started, FrameBody frame) {
        if (started.kind() == RunKind.JOB) {
            return;
        }
        services.refs()
                .presentation()
                .tell(new PresentationProtocol.Publish(started.threadId(), id, sequenceNr.getAsLong(), frame));
    }

    private <T> void pipe(CompletionStage<T> stage, BiFunction<Integer, T, RunCommand> success) {
        int work = begin();
        context.pipeToSelf(
                stage,
                (value, failure) -> failure == null
                        ? success.apply(work, Objects.requireNonNull(value))
                        : new RunCommand.WorkFailed(work, Asks.cause(failure)));
    }
}
