package dev.daemion.substrate.execution;

import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.substrate.execution.model.ModelEvent;
import dev.daemion.substrate.execution.model.ReplyBlock;
import dev.daemion.substrate.execution.policy.PolicyEngine.Verdict;
import dev.daemion.substrate.metrics.Tallies;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EffectBuilder;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.Recovery;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * One run: model ⇄ tools ⇄ approvals, until nothing is left to do or a limit says stop. What comes next is decided by
 * {@link RunState.Open#next}, what it takes is done by {@link RunWork}; this class turns what comes back into events.
 *
 * <pre>
 * absent ──Start──► open: slot → prompt → ( model → tools )* ──► ended
 *                     │  ▲  a tool call that asks: blocked until a person answers, restarts included
 *                     └──┘  stop, failure, limit, crash: ended with what there is
 * </pre>
 */
public final class RunEntity extends EventSourcedBehavior<RunCommand, RunEvent, RunState> {
    static final String TYPE = "run";

    private static final Duration DRAFT_EVERY = Duration.ofMillis(250);
    private static final Duration REPORT_AGAIN_AFTER = Duration.ofSeconds(2);
    private static final Duration LET_GO_AFTER = Duration.ofMinutes(1);

    private final RunId id;
    private final RunServices services;
    private final ActorContext<RunCommand> context;
    private final TimerScheduler<RunCommand> timers;
    private final RunWork work;
    private final RunClock time;
    private final Runnable passivate;
    private @Nullable RunBeginning beginning;
    private boolean isReported;

    /** @param passivate asks the owner to let this entity go */
    static Behavior<RunCommand> create(RunId id, RunServices services, Runnable passivate) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new RunEntity(id, services, passivate, context, timers)));
    }

    private RunEntity(
            RunId id,
            RunServices services,
            Runnable passivate,
            ActorContext<RunCommand> context,
            TimerScheduler<RunCommand> timers) {
        super(
                PersistenceId.of(TYPE, id.value()),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.1));
        this.id = id;
        this.services = services;
        this.context = context;
        this.timers = timers;
        this.work = new RunWork(id, services, context, () -> lastSequenceNumber(context));
        this.time = new RunClock(context);
        this.passivate = passivate;
        context.setReceiveTimeout(LET_GO_AFTER, new RunCommand.Idle());
    }

    @Override
    public RunState emptyState() {
        return new RunState.Absent();
    }

    @Override
    public CommandHandler<RunCommand, RunEvent, RunState> commandHandler() {
        return (state, command) -> switch (state) {
            case RunState.Absent _ -> beginning == null ? whenAbsent(command) : whenBeginning(beginning, command);
            case RunState.Open open -> whenOpen(open, command);
            case RunState.Ended ended -> whenEnded(ended, command);
        };
    }

    @Override
    public EventHandler<RunState, RunEvent> eventHandler() {
        return RunState::apply;
    }

    @Override
    public SignalHandler<RunState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::recovered)
                .onSignal(PreRestart.class, (_, _) -> letGo())
                .onSignal(PostStop.class, (_, _) -> letGo())
                .build();
    }

    @Override
    public Recovery recovery() {
        return Recovery.withSnapshotSelectionCriteria(SnapshotSelectionCriteria.none());
    }

    /** What had begun and is not in the journal is told again by whoever asked for it. */
    private void letGo() {
        work.cutOff();
        if (beginning != null) {
            beginning = null;
            work.releaseSlot();
        }
    }

    /** What a restart finds: what waits goes on waiting, what had not begun begins, everything else was interrupted. */
    private void recovered(RunState state) {
        switch (state) {
            case RunState.Absent _ -> {}
            case RunState.Open open -> {
                if (open.blocked() != null) {
                    work.restoreLive(open);
                    work.judge(open, open.last().unanswered().orElseThrow());
                } else if (open.prompted() == null) {
                    work.awaitSlot(open.started());
                } else if (open.approvedCallId() != null) {
                    work.restoreLive(open);
                    work.awaitSlot(open.started());
                } else {
                    work.findDraft();
                }
            }
            case RunState.Ended ended -> work.report(ended);
        }
    }

    private Effect<RunEvent, RunState> whenAbsent(RunCommand command) {
        return switch (command) {
            case RunCommand.Start start -> start(start);
            case RunCommand.Stop stop -> refuse(stop.replyTo(), ProblemCode.RUN_NOT_FOUND, "there is no run " + id);
            case RunCommand.Leave _ -> Effect().stop();
            case RunCommand.Idle _ -> after(passivate);
            case RunCommand.Aside _ -> Effect().none();
        };
    }

    /** One commit for the start and what the model is given: nobody waits for the first alone, unless it takes long. */
    private Effect<RunEvent, RunState> start(RunCommand.Start start) {
        var begun = RunBeginning.of(start, now());
        if (begun.isAlone()) return began(begun, begun.started()).thenRun(() -> work.awaitSlot(begun.started()));
        beginning = begun;
        timers.startSingleTimer(new RunCommand.Late(), RunBeginning.LATE_AFTER);
        return after(() -> work.awaitSlot(begun.started()));
    }

    private Effect<RunEvent, RunState> whenBeginning(RunBeginning begun, RunCommand command) {
        return switch (command) {
            case RunCommand.WorkReport report
            when !work.isCurrent(report.work()) -> Effect().none();
            case RunCommand.SlotGranted _ -> granted(begun.open());
            case RunCommand.Prepared prepared -> {
                work.remember(prepared);
                yield began(begun, begun.started(), prepared.event(now()))
                        .thenRun(state -> given((RunState.Open) state));
            }
            case RunCommand.Leave _ -> Effect().stop();
            case RunCommand.Idle _, RunCommand.Wake _ -> Effect().none();
            default ->
                began(begun, begun.started()).thenRun(() -> context.getSelf().tell(command));
        };
    }

    private EffectBuilder<RunEvent, RunState> began(RunBeginning begun, RunEvent... events) {
        return journal(events).thenRun(() -> {
            beginning = null;
            timers.cancel(new RunCommand.Late());
            acknowledge(begun.replyTo());
        });
    }

    private Effect<RunEvent, RunState> whenOpen(RunState.Open open, RunCommand command) {
        return switch (command) {
            case RunCommand.Start start -> after(() -> acknowledge(start.replyTo()));
            case RunCommand.Stop stop -> cut(open, RunOutcome.STOPPED).thenRun(() -> acknowledge(stop.replyTo()));
            case RunCommand.TimeUp up -> cut(open, RunOutcome.tooLong(up.max()));
            case RunCommand.Answered answered -> answered(open, answered);
            case RunCommand.SaveDraft _ -> after(work::saveDraft);
            case RunCommand.Leave _ -> Effect().stop();
            case RunCommand.WorkReport report ->
                work.isCurrent(report.work())
                        ? reported(open, report)
                        : Effect().none();
            case RunCommand.Aside _, RunCommand.Idle _ -> Effect().none();
        };
    }

    private Effect<RunEvent, RunState> granted(RunState.Open open) {
        return after(() -> {
            time.start(open.started());
            work.prepare(open);
        });
    }

    private Effect<RunEvent, RunState> reported(RunState.Open open, RunCommand.WorkReport report) {
        return switch (report) {
            case RunCommand.SlotGranted _ -> granted(open);
            case RunCommand.Prepared prepared -> prepared(open, prepared);
            case RunCommand.BudgetReserved _ ->
                after(() -> {
                    timers.startTimerWithFixedDelay(new RunCommand.SaveDraft(), DRAFT_EVERY);
                    work.callModel(open);
                });
            case RunCommand.ModelSaid said -> said(open, said.event());
            case RunCommand.Judged judged -> judged(open, judged);
            case RunCommand.ToolEnded ended -> toolEnded(open, ended);
            case RunCommand.NothingLeft _ -> finish(open);
            case RunCommand.DraftFound draft -> interrupted(open, draft);
            case RunCommand.WorkFailed failed -> failed(open, failed.cause());
        };
    }

    private Effect<RunEvent, RunState> prepared(RunState.Open open, RunCommand.Prepared prepared) {
        work.remember(prepared);
        if (open.prompted() != null) {
            return after(() -> work.proceed(open));
        }
        return journal(prepared.event(now())).thenRun(state -> given((RunState.Open) state));
    }

    private void given(RunState.Open open) {
        work.announceStandIn(open);
        work.proceed(open);
    }

    private Effect<RunEvent, RunState> said(RunState.Open open, ModelEvent event) {
        if (!(event instanceof ModelEvent.Completed completed)) {
            return after(() -> work.show(open, event));
        }
        timers.cancel(new RunCommand.SaveDraft());
        var cost = work.cost(completed);
        var replied =
                new RunEvent.Replied(completed.blocks(), completed.stopReason().name(), completed.usage(), cost, now());
        return journal(replied).thenRun(state -> {
            work.settle(cost);
            work.proceed((RunState.Open) state);
        });
    }

    private Effect<RunEvent, RunState> judged(RunState.Open open, RunCommand.Judged judged) {
        var use = judged.use();
        if (open.blocked() != null) {
            // After a restart: the question may or may not have been asked before the process died.
            var asked = open.blocked().approvalId();
            return after(() -> work.requestApproval(open, asked, judged));
        }
        return switch (judged.verdict()) {
            case Verdict.Deny deny -> refuseCall(use, deny.reason());
            case Verdict.Exceed exceed -> refuseCall(use, work.requestPermission(open, judged, exceed));
            case Verdict.Ask _
            when !use.id().equals(open.approvedCallId()) -> {
                var approvalId = ApprovalId.next(services.ids());
                yield journal(new RunEvent.Blocked(use.id(), approvalId, now())).thenRun(state -> {
                    time.stop();
                    work.releaseSlot();
                    work.requestApproval((RunState.Open) state, approvalId, judged);
                });
            }
            case Verdict.Ask _, Verdict.Allow _ ->
                journal(new RunEvent.StepStarted(use.id(), use.name(), use.input(), now()))
                        .thenRun(state -> work.runTool((RunState.Open) state, judged));
        };
    }

    private Effect<RunEvent, RunState> refuseCall(ReplyBlock.ToolUse use, String reason) {
        return journal(
                        new RunEvent.StepStarted(use.id(), use.name(), use.input(), now()),
                        new RunEvent.StepEnded(use.id(), use.name(), reason, null, true, 0, now()))
                .thenRun(state -> work.proceed((RunState.Open) state));
    }

    private Effect<RunEvent, RunState> toolEnded(RunState.Open open, RunCommand.ToolEnded ended) {
        var step = open.last().running();
        if (step == null) {
            return Effect().none();
        }
        var kept = work.keepOutput(open, ended, step.toolCallId());
        return journal(ended.event(step, kept, now())).thenRun(state -> work.proceed((RunState.Open) state));
    }

    private Effect<RunEvent, RunState> answered(RunState.Open open, RunCommand.Answered answered) {
        var approval = answered.approval();
        if (!Approvals.isAnswer(approval, open.blocked())) {
            return Effect().none();
        }
        var use = open.last().unanswered().orElseThrow();
        var events = Approvals.events(approval, answered.note(), use, now());
        return journal(events.toArray(RunEvent[]::new)).thenRun(() -> work.awaitSlot(open.started()));
    }

    private EffectBuilder<RunEvent, RunState> cut(RunState.Open open, RunOutcome outcome) {
        work.cutOff();
        if (open.blocked() != null) {
            work.withdraw(open.blocked().approvalId());
        }
        return end(open, outcome);
    }

    private Effect<RunEvent, RunState> finish(RunState.Open open) {
        var outcome = RunOutcome.finished(open, work.isCutByBudget());
        outcome.warning(open).ifPresent(sentence -> work.warn(open, sentence));
        return end(open, outcome);
    }

    private Effect<RunEvent, RunState> interrupted(RunState.Open open, RunCommand.DraftFound draft) {
        work.recall(draft);
        return end(open, RunOutcome.INTERRUPTED);
    }

    private Effect<RunEvent, RunState> failed(RunState.Open open, Throwable cause) {
        if (!(cause instanceof Problem)) {
            context.getLog().error("run {} failed", id, cause);
        }
        return end(open, RunOutcome.failed(id, cause));
    }

    private EffectBuilder<RunEvent, RunState> end(RunState.Open open, RunOutcome outcome) {
        timers.cancel(new RunCommand.SaveDraft());
        var events = outcome.events(open, work.partialText(), work.partialThinking(), now());
        return journal(events.toArray(RunEvent[]::new)).thenRun(state -> {
            Tallies.runEnded(open.started().kind(), outcome.status());
            time.stop();
            work.close();
            work.report((RunState.Ended) state);
        });
    }

    private Effect<RunEvent, RunState> whenEnded(RunState.Ended ended, RunCommand command) {
        return switch (command) {
            case RunCommand.Start start ->
                after(() -> {
                    acknowledge(start.replyTo());
                    work.report(ended);
                });
            case RunCommand.Stop stop ->
                refuse(
                        stop.replyTo(),
                        ProblemCode.RUN_ENDED,
                        "run " + id + " has ended already: "
                                + ended.end().status().wire());
            case RunCommand.Report _ -> after(() -> work.report(ended));
            case RunCommand.Reported reported -> {
                isReported = reported.isKnown();
                if (!isReported) {
                    timers.startSingleTimer(new RunCommand.Report(), REPORT_AGAIN_AFTER);
                }
                yield Effect().none();
            }
            case RunCommand.Idle _ -> isReported ? after(passivate) : Effect().none();
            case RunCommand.Leave _ -> Effect().stop();
            case RunCommand.Aside _ -> Effect().none();
        };
    }

    private EffectBuilder<RunEvent, RunState> journal(RunEvent... events) {
        return Effect()
                .persist(List.of(events))
                .thenRun(() -> services.refs().storage().tell(new StorageProtocol.Nudge()));
    }

    private EffectBuilder<RunEvent, RunState> after(Runnable action) {
        return Effect().none().thenRun(action::run);
    }

    private static void acknowledge(ActorRef<StatusReply<Done>> replyTo) {
        replyTo.tell(StatusReply.success(Done.getInstance()));
    }

    private Effect<RunEvent, RunState> refuse(ActorRef<StatusReply<Done>> replyTo, ProblemCode code, String detail) {
        return after(() -> replyTo.tell(StatusReply.error(new Problem(code, detail))));
    }

    private Instant now() {
        return services.clock().instant();
    }
}
