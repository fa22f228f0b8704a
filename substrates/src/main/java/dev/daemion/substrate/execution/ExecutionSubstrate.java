package dev.daemion.substrate.execution;

import dev.daemion.extension.definition.ControlDefinition;
import dev.daemion.extension.definition.Definitions;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.entity.EntityRefs;
import dev.daemion.kernel.entity.LocalEntityRefs;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.AppProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol.Message;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.FileProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.SubstrateHealth;
import dev.daemion.kernel.run.Assignment;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.substrate.execution.app.AppDesk;
import dev.daemion.substrate.execution.app.AppPorts;
import dev.daemion.substrate.execution.approval.ApprovalEntity;
import dev.daemion.substrate.execution.policy.GrantBook;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.integration.EndpointReader;
import dev.daemion.substrate.execution.tool.integration.IntegrationDesk;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.pattern.StatusReply;

/**
 * Runs, models, tools, limits and approvals. It owns the run and approval entities, the places of runs at once, and the
 * book of what is spent.
 */
public final class ExecutionSubstrate extends AbstractBehavior<Message> {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(8);

    private final SubstrateRefs refs;
    private final Clock clock;
    private final ExecutionPorts ports;
    private final EntityRefs<RunCommand> runs;
    private final EntityRefs<ApprovalEntity.Command> approvals;
    private final Asks asks;
    private final RunStops stops;
    private final ApprovalDesk desk;
    private final FileDesk files;
    private final ToolDesk toolDesk;
    private final EndpointReader endpoints;
    private final BudgetBook budget;
    private final Admission admission;
    private final RunLevels levels = new RunLevels();
    private final RunSlots slots = new RunSlots(ControlDefinition.Limits.RUNS_MAX_DEFAULT);
    private final Map<ThreadId, RunId> openByThread = new HashMap<>();
    private final ActorRef<GrantBook.Command> grants;
    private final ActorRef<IntegrationDesk.Message> integrations;
    private final ActorRef<Message> apps;
    private final AtomicReference<TimeLimits> timeLimits = new AtomicReference<>(TimeLimits.NONE);
    private Catalog catalog = Catalog.EMPTY;
    private LimitsTable limits = LimitsTable.of(Catalog.EMPTY);

    private record Ready() implements Message {}

    private record CatalogCame(Catalog catalog) implements Message {}

    private record PassivateRun(RunId id) implements Message {}

    private record PassivateApproval(ApprovalId id) implements Message {}

    public static Behavior<Message> create(SubstrateRefs refs, Clock clock, IdSource ids, ExecutionPorts ports) {
        return Behaviors.setup(context -> new ExecutionSubstrate(context, refs, clock, ids, ports));
    }

    private ExecutionSubstrate(
            ActorContext<Message> context, SubstrateRefs refs, Clock clock, IdSource ids, ExecutionPorts ports) {
        super(context);
        this.refs = refs;
        this.clock = clock;
        this.ports = ports;
        this.asks = new Asks(context.getSystem().scheduler(), ANSWER_WITHIN);
        this.stops = new RunStops(asks, refs, context.getSelf());
        this.desk = new ApprovalDesk(asks, refs, context.getSelf());
        this.files = new FileDesk(ports.files(), ports.blocking());
        this.toolDesk = new ToolDesk(ports);
        this.endpoints = new EndpointReader(ports.tools(), ports.policy(), ports, ids, ports.blocking());
        this.budget = new BudgetBook(clock);
        this.admission = new Admission(ports.models(), ports.blocking(), clock);
        var self = context.getSelf();
        var services = new RunServices(
                refs,
                asks,
                clock,
                ids,
                ports.models(),
                ports.tools(),
                ports.policy(),
                ports.blocking(),
                this::scope,
                timeLimits::get);
        this.runs = new LocalEntityRefs<>(
                context,
                id -> RunEntity.create(new RunId(id), services, () -> self.tell(new PassivateRun(new RunId(id)))),
                new RunCommand.Leave());
        this.approvals = new LocalEntityRefs<>(
                context,
                id -> ApprovalEntity.create(
                        new ApprovalId(id),
                        clock,
                        () -> refs.storage().tell(new StorageProtocol.Nudge()),
                        () -> self.tell(new PassivateApproval(new ApprovalId(id)))),
                new ApprovalEntity.Leave());
        // Supervised by its own back-off: without the journal there are no grants, and every call asks.
        this.grants = context.spawn(
                GrantBook.create(
                        clock, ports.grantsChanged(), () -> refs.storage().tell(new StorageProtocol.Nudge())),
                "grants");
        var outside = IntegrationDesk.create(ports.integrations(), refs, clock);
        this.integrations =
                context.spawn(Behaviors.supervise(outside).onFailure(SupervisorStrategy.resume()), "integrations");
        var servers = AppDesk.create(AppPorts.of(ports.integrations(), ports), clock);
        this.apps = context.spawn(Behaviors.supervise(servers).onFailure(SupervisorStrategy.resume()), "apps");
        context.pipeToSelf(refs.ready(), (_, _) -> new Ready());
    }

    /** Pure: called by runs on their own threads. */
    private ToolScope scope(RunId id, RunEvent.Started started) {
        return new ToolScope(
                started.threadId(),
                id,
                started.agentId(),
                started.mode(),
                ports.workingDirectory(),
                ports.roots(),
                ports.home(),
                Optional.ofNullable(started.assignment())
                        .map(Assignment::warrant)
                        .orElse(null),
                Optional.ofNullable(started.assignment())
                        .map(Assignment::isDirect)
                        .orElse(false));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(ExecutionProtocol.StartRun.class, this::startRun)
                .onMessage(
                        ExecutionProtocol.Expect.class,
                        m -> pass(runs, m.runId().value(), new RunCommand.Wake()))
                .onMessage(ExecutionProtocol.StopThread.class, this::stopThread)
                .onMessage(ExecutionProtocol.StopRun.class, m -> answer(stops.stop(m.runId()), m.replyTo()))
                .onMessage(ExecutionProtocol.Admit.class, this::admit)
                .onMessage(ExecutionProtocol.RequestApproval.class, m -> answer(desk.request(m), m.replyTo()))
                .onMessage(ExecutionProtocol.Decide.class, m -> answer(desk.decide(m), m.replyTo()))
                .onMessage(ExecutionProtocol.WithdrawApproval.class, this::withdraw)
                .onMessage(
                        ExecutionProtocol.ExpireApprovals.class, m -> answer(desk.expire(clock.instant()), m.replyTo()))
                .onMessage(
                        ExecutionProtocol.CheckBudget.class,
                        m -> answer(CompletableFuture.completedStage(budget.view()), m.replyTo()))
                .onMessage(ExecutionProtocol.AboutGrants.class, m -> pass(grants, new GrantBook.About(m)))
                .onMessage(ExecutionProtocol.Tools.class, m -> answer(toolDesk.views(), m.replyTo()))
                .onMessage(ExecutionProtocol.CallTool.class, m -> answer(toolDesk.call(m), m.replyTo()))
                .onMessage(
                        ExecutionProtocol.Integrations.class,
                        m -> pass(integrations, new IntegrationDesk.Report(m.replyTo())))
                .onMessage(ExecutionProtocol.ReadEndpoint.class, m -> answer(endpoints.read(catalog, m), m.replyTo()))
                .onMessage(ExecutionProtocol.Models.class, m -> answer(toolDesk.models(), m.replyTo()))
                .onMessage(FileProtocol.Command.class, files::answer)
                .onMessage(AppProtocol.Command.class, m -> pass(apps, m))
                .onMessage(ExecutionProtocol.Health.class, this::health)
                .onMessage(RunStops.ToRun.class, m -> pass(runs, m.id().value(), m.command()))
                .onMessage(Admission.Chosen.class, this::admitted)
                .onMessage(Admission.Looked.class, this::looked)
                .onMessage(ApprovalDesk.ToApproval.class, m -> pass(approvals, m.id().value(), m.command()))
                .onMessage(ApprovalDesk.Resolved.class, this::resolved)
                .onMessage(RunSlots.Acquire.class, this::acquire)
                .onMessage(RunSlots.Release.class, this::release)
                .onMessage(BudgetBook.Reserve.class, this::reserve)
                .onMessage(BudgetBook.Settle.class, this::settle)
                .onMessage(Ready.class, this::ready)
                .onMessage(CatalogCame.class, this::catalogCame)
                .onMessage(OpeningBooks.class, this::open)
                .onMessage(PassivateRun.class, this::passivateRun)
                .onMessage(PassivateApproval.class, this::passivateApproval)
                .onSignal(Terminated.class, this::terminated)
                .onSignal(PreRestart.class, signal -> uncount())
                .onSignal(PostStop.class, signal -> uncount())
                .build();
    }

    private Behavior<Message> startRun(ExecutionProtocol.StartRun command) {
        var request = command.request();
        if (request.kind() == RunKind.CHAT
                || (request.assignment() != null && request.assignment().isDirect())) {
            return begin(command);
        }
        // Nobody asked whether it may: what a chat is told when it is sent, a job is told now.
        getContext().pipeToSelf(admission.choose(null), (choice, _) -> new Admission.Looked(command, choice));
        return this;
    }

    private Behavior<Message> looked(Admission.Looked looked) {
        admission.note(looked.choice());
        var refusal = admission.refusal(looked.command().request());
        if (refusal.isPresent()) {
            looked.command().replyTo().tell(StatusReply.error(refusal.get()));
            return this;
        }
        return begin(looked.command());
    }

    private Behavior<Message> begin(ExecutionProtocol.StartRun command) {
        var request = command.request();
        var allowed = limits.forRequest(request, admission.preferred(catalog, request.agentId()));
        if (request.kind() == RunKind.CHAT) {
            openByThread.put(request.threadId(), request.id());
        }
        runs.tell(request.id().value(), new RunCommand.Start(request, allowed, command.replyTo()));
        return this;
    }

    private Behavior<Message> stopThread(ExecutionProtocol.StopThread command) {
        var open = openByThread.get(command.threadId());
        if (open == null) {
            command.replyTo().tell(StatusReply.success(Done.getInstance()));
            return this;
        }
        // A run that ended in the meantime has nothing left to stop: for the asker that is the same.
        CompletionStage<Done> stopped = stops.stop(open)
                .exceptionallyCompose(failure -> Asks.cause(failure) instanceof Problem problem
                                && problem.code().kind() != ProblemCode.Kind.UNAVAILABLE
                        ? CompletableFuture.completedStage(Done.getInstance())
                        : CompletableFuture.failedStage(Asks.cause(failure)));
        return answer(stopped, command.replyTo());
    }

    private Behavior<Message> admit(ExecutionProtocol.Admit question) {
        getContext()
                .pipeToSelf(
                        admission.choose(question.model()),
                        (choice, failure) -> new Admission.Chosen(question, choice, failure));
        return this;
    }

    private Behavior<Message> admitted(Admission.Chosen chosen) {
        var choice = chosen.choice();
        var refusal = choice == null
                ? Optional.of(Asks.cause(Objects.requireNonNull(chosen.failure())))
                : admission.refusal(choice, budget, chosen.question().agentId());
        return allow(refusal, chosen.question().replyTo());
    }

    private Behavior<Message> allow(Optional<? extends Throwable> refusal, ActorRef<StatusReply<Done>> replyTo) {
        replyTo.tell(refusal.<StatusReply<Done>>map(StatusReply::error)
                .orElseGet(() -> StatusReply.success(Done.getInstance())));
        return this;
    }

    private Behavior<Message> withdraw(ExecutionProtocol.WithdrawApproval command) {
        desk.withdraw(command.id());
        return this;
    }

    private <M> Behavior<Message> pass(ActorRef<M> to, M message) {
        to.tell(message);
        return this;
    }

    private Behavior<Message> health(ExecutionProtocol.Health query) {
        query.replyTo().tell(new SubstrateHealth("execution", true, slots.summary()));
        return this;
    }

    private <M> Behavior<Message> pass(EntityRefs<M> to, String id, M message) {
        to.tell(id, message);
        return this;
    }

    private Behavior<Message> resolved(ApprovalDesk.Resolved message) {
        var approval = message.approval();
        if (ApprovalDesk.reachesBeyond(approval)) {
            grants.tell(new GrantBook.Add(approval));
        }
        if (approval.runId() != null) {
            runs.tell(approval.runId().value(), new RunCommand.Answered(approval, message.note()));
        }
        return this;
    }

    private Behavior<Message> acquire(RunSlots.Acquire request) {
        slots.acquire(request);
        levels.show(slots);
        return this;
    }

    private Behavior<Message> release(RunSlots.Release request) {
        slots.release(request.runId());
        levels.show(slots);
        return this;
    }

    private Behavior<Message> uncount() {
        levels.close();
        return this;
    }

    private Behavior<Message> reserve(BudgetBook.Reserve request) {
        return allow(budget.reserve(request.runId(), request.estimateUsd()), request.replyTo());
    }

    private Behavior<Message> settle(BudgetBook.Settle settlement) {
        budget.settle(settlement.runId(), settlement.costUsd())
                .ifPresent(sentence ->
                        BudgetWarning.tell(refs.presentation(), getContext().getSystem(), sentence));
        return this;
    }

    private Behavior<Message> ready(Ready message) {
        refs.extension()
                .tell(new ExtensionProtocol.Watch(getContext().messageAdapter(Catalog.class, CatalogCame::new)));
        getContext()
                .pipeToSelf(
                        OpeningBooks.read(asks, refs, clock),
                        (books, failure) -> failure == null ? books : new Ready());
        return this;
    }

    private Behavior<Message> open(OpeningBooks books) {
        budget.load(books.today(), books.thisMonth());
        admission.load(books.turns());
        return this;
    }

    private Behavior<Message> catalogCame(CatalogCame message) {
        catalog = message.catalog();
        ports.catalogChanged().accept(catalog);
        integrations.tell(new IntegrationDesk.CatalogCame(catalog));
        apps.tell(new AppDesk.CatalogCame(catalog));
        budget.setBudgets(new ArrayList<>(
                Definitions.controls(catalog, ControlDefinition.Budget.class).values()));
        admission.setRates(catalog);
        timeLimits.set(TimeLimits.of(catalog));
        limits = LimitsTable.of(catalog);
        slots.setJobsMax(limits.limits().runsMax());
        return this;
    }

    private Behavior<Message> passivateRun(PassivateRun message) {
        runs.passivate(message.id().value());
        openByThread.values().remove(message.id());
        return this;
    }

    private Behavior<Message> passivateApproval(PassivateApproval message) {
        approvals.passivate(message.id().value());
        return this;
    }

    private Behavior<Message> terminated(Terminated signal) {
        if (!runs.terminated(signal.getRef())) {
            approvals.terminated(signal.getRef());
        }
        return this;
    }

    private <T> Behavior<Message> answer(CompletionStage<T> stage, ActorRef<StatusReply<T>> replyTo) {
        Asks.answer(stage, replyTo);
        return this;
    }
}
