package dev.daemion.substrate.trigger;

import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.entity.LocalEntityRefs;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.notice.NoticeDraft;
import dev.daemion.kernel.notice.NoticeKind;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.SubstrateHealth;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.kernel.protocol.TriggerProtocol.Message;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * When things happen: keeps the book of jobs, fires what is due, and sees to what follows a run's end. It owns the job
 * entities; its flows ({@link FiringDesk}, {@link RunEnds}, {@link JobDesk}) are stages over messages and hold no state
 * of it. The kernel's own chores are fired here too.
 *
 * <p>Timers are not journalled: what is due is found from the newest due time that was decided on.
 */
public final class TriggerSubstrate extends AbstractBehavior<Message> {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(8);
    /** At most so long between two looks at the clock: it may have been set, or the machine may have slept. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

    private static final Duration RECOVER_AGAIN = Duration.ofSeconds(5);

    private final SubstrateRefs refs;
    private final Clock clock;
    private final Alarm<Message> alarm;
    private final ActorRef<Chores.Message> chores;
    private final LocalEntityRefs<Message, JobEntity.Command> jobs;
    private final JobDoor door;
    private final RunEnds ends;
    private final JobDesk desk;
    private final Recovery recovery;
    private final JobBook book;
    private final Calls calls;
    private final Forerunners forerunners;
    private final Firings firings;
    private final WallClock wall;
    private final Set<RunId> ending = new HashSet<>();
    private Catalog catalog = Catalog.EMPTY;
    private Map<ExtensionId, Instant> decided = Map.of();
    private Chores.Report choreReport;
    private boolean isArmed;
    /** Told before the jobs were known. */
    private final Deque<TriggerProtocol.Happened> early = new ArrayDeque<>();

    private record Ready() implements Message {}

    private record CatalogCame(Catalog catalog) implements Message {}

    private record Look() implements Message {}

    private record Passivate(ExtensionId id) implements Message {}

    /** A run's end is dealt with. */
    private record EndKnown(
            ExtensionId job,
            RunId runId,
            RunEnds.@Nullable After after,
            @Nullable Throwable failure,
            ActorRef<StatusReply<Done>> replyTo)
            implements Message {}

    /** What the tables say about every job that ever fired. */
    private record StandingsCame(Recovery.Known known, ActorRef<StatusReply<Done>> replyTo) implements Message {}

    private record StandingsFailed(Throwable cause, ActorRef<StatusReply<Done>> replyTo) implements Message {}

    public static Behavior<Message> create(
            SubstrateRefs refs, Clock clock, IdSource ids, List<Chore> chores, TriggerPorts ports) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new TriggerSubstrate(context, timers, refs, clock, ids, chores, ports)));
    }

    private TriggerSubstrate(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            SubstrateRefs refs,
            Clock clock,
            IdSource ids,
            List<Chore> all,
            TriggerPorts ports) {
        super(context);
        var self = context.getSelf();
        var scheduler = context.getSystem().scheduler();
        this.refs = refs;
        this.clock = clock;
        this.alarm = new Alarm<>(timers, self, new Look());
        this.choreReport = new Chores.Report(true, all.size() + " chores");
        this.chores = context.spawn(
                Behaviors.supervise(Chores.create(refs, all, self::tell)).onFailure(SupervisorStrategy.restart()),
                "chores");
        this.jobs = new LocalEntityRefs<>(
                context,
                id -> JobEntity.create(
                        new ExtensionId(id),
                        clock,
                        () -> refs.storage().tell(new StorageProtocol.Nudge()),
                        () -> self.tell(new Passivate(new ExtensionId(id)))),
                new JobEntity.Leave());
        this.door = new JobDoor(new Asks(scheduler, ANSWER_WITHIN), refs, self);
        var content = new JobContent(door, clock, ids);
        var firing = new FiringDesk(door, content, ids);
        this.ends = new RunEnds(door, firing, new Delivery(door), clock);
        this.desk = new JobDesk(door, firing, content, clock, ids, ports);
        this.recovery = new Recovery(door, firing);
        this.book = new JobBook(clock.getZone());
        this.firings = new Firings(context, timers, book, firing, recovery, clock);
        this.calls = new Calls(context, door, book, firings, ports, clock);
        this.forerunners = new Forerunners(context, door, firing);
        this.wall = new WallClock(clock.instant());
        context.pipeToSelf(refs.ready(), (_, _) -> new Ready());
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(TriggerProtocol.RunChore.class, m -> then(() -> chores.tell(new Chores.Run(m))))
                .onMessage(TriggerProtocol.Jobs.class, m -> answer(desk.page(m, known()), m.replyTo()))
                .onMessage(TriggerProtocol.OneJob.class, m -> answer(desk.one(m.name(), known()), m.replyTo()))
                .onMessage(
                        TriggerProtocol.RunJob.class,
                        m -> answer(desk.run(m, book.find(m.name()), catalog), m.replyTo()))
                .onMessage(
                        TriggerProtocol.Upcoming.class, m -> answer(desk.upcoming(m.days(), book.plans()), m.replyTo()))
                .onMessage(TriggerProtocol.Hook.class, m -> then(() -> calls.deliver(m)))
                .onMessage(Calls.Checked.class, m -> then(() -> calls.checked(m, catalog)))
                .onMessage(Calls.Decided.class, m -> then(() -> calls.decided(m)))
                .onMessage(TriggerProtocol.Happened.class, this::happened)
                .onMessage(TriggerProtocol.Said.class, m -> then(() -> calls.said(m, catalog)))
                .onMessage(
                        TriggerProtocol.Before.class,
                        m -> answer(forerunners.run(calls.before(m.said()), catalog), m.replyTo()))
                .onMessage(Forerunners.Fired.class, m -> then(() -> forerunners.fired(m)))
                .onMessage(Watches.Told.class, m -> then(() -> calls.told(m, catalog)))
                .onMessage(Watches.Resolved.class, m -> then(() -> calls.resolved(m)))
                .onMessage(TriggerProtocol.RunEnded.class, this::runEnded)
                .onMessage(TriggerProtocol.Recover.class, this::recover)
                .onMessage(TriggerProtocol.Health.class, this::health)
                .onMessage(JobDoor.ToJob.class, m -> then(() -> jobs.tell(m.id().value(), m.command())))
                .onMessage(StandingsCame.class, this::standingsCame)
                .onMessage(StandingsFailed.class, this::standingsFailed)
                .onMessage(Recovery.TakeUp.class, m -> then(() -> firings.takeUp(m.job(), catalog)))
                .onMessage(EndKnown.class, this::endKnown)
                .onMessage(Firings.GoOn.class, this::goOn)
                .onMessage(Firings.Begin.class, m -> then(() -> firings.begin(m)))
                .onMessage(Firings.Again.class, m -> then(() -> firings.again(m, catalog)))
                .onMessage(Look.class, this::look)
                .onMessage(Firings.FlowEnded.class, this::flowEnded)
                .onMessage(Chores.Report.class, m -> then(() -> choreReport = m))
                .onMessage(Ready.class, this::ready)
                .onMessage(CatalogCame.class, this::catalogCame)
                .onMessage(Passivate.class, m -> then(() -> jobs.passivate(m.id().value())))
                .onSignal(
                        PreRestart.class, _ -> then(() -> getContext().getSelf().tell(recoverAgain())))
                .onSignal(Terminated.class, this::terminated)
                .build();
    }

    // ---- start ----
    private Behavior<Message> ready(Ready message) {
        refs.extension()
                .tell(new ExtensionProtocol.Watch(getContext().messageAdapter(Catalog.class, CatalogCame::new)));
        return this;
    }

    private Behavior<Message> recover(TriggerProtocol.Recover command) {
        getContext()
                .pipeToSelf(
                        recovery.standings(),
                        (known, failure) -> known == null
                                ? new StandingsFailed(Asks.cause(failure), command.replyTo())
                                : new StandingsCame(known, command.replyTo()));
        return this;
    }

    private Behavior<Message> standingsFailed(StandingsFailed message) {
        message.replyTo().tell(StatusReply.error(message.cause()));
        getContext().scheduleOnce(RECOVER_AGAIN, getContext().getSelf(), recoverAgain());
        return this;
    }

    /** After a restart in place nobody else says so. */
    private TriggerProtocol.Recover recoverAgain() {
        return new TriggerProtocol.Recover(getContext().getSystem().ignoreRef());
    }

    private Behavior<Message> standingsCame(StandingsCame message) {
        var found = message.known();
        catalog = found.catalog().sequence() > catalog.sequence() ? found.catalog() : catalog;
        var known = new HashMap<ExtensionId, Instant>();
        for (var standing : found.standings()) {
            if (standing.lastPlanned() != null) {
                known.put(standing.job(), standing.lastPlanned());
            }
        }
        decided = known;
        isArmed = true;
        calls.update(book.update(catalog, decided));
        for (var standing : found.standings()) {
            if (standing.isBusy()) {
                getContext().getSelf().tell(new Recovery.TakeUp(standing.job()));
            }
        }
        if (!found.events().isEmpty()) {
            early.addFirst(new TriggerProtocol.Happened(found.events()));
        }
        early.forEach(happened -> calls.happened(happened, catalog));
        early.clear();
        lookAgain();
        message.replyTo().tell(StatusReply.success(Done.getInstance()));
        return this;
    }

    private Behavior<Message> catalogCame(CatalogCame message) {
        catalog = message.catalog();
        if (!isArmed) {
            return this;
        }
        var change = book.update(catalog, decided);
        calls.update(change);
        for (var plan : change.removed()) {
            if (book.find(plan.id()).isEmpty()) {
                firings.release(plan);
            }
        }
        lookAgain();
        return this;
    }

    // ---- firing ----
    private Behavior<Message> look(Look message) {
        alarm.rang();
        var now = clock.instant();
        wall.look(now).ifPresent(this::jumped);
        book.takeDue(now).forEach(due -> firings.due(due, catalog));
        lookAgain();
        return this;
    }

    private void jumped(WallClock.Jump jump) {
        getContext().getLog().warn("{}", jump.sentence());
        if (jump.isBack() && book.size() > 0) {
            var _ = door.tell(new NoticeDraft(
                    NoticeKind.MESSAGE, "The clock was set back", jump.sentence(), null, null, null, null));
        }
    }

    private void lookAgain() {
        if (!isArmed) {
            return;
        }
        var now = clock.instant();
        var wait = book.nextDue()
                .map(due -> Duration.between(now, due))
                .filter(until -> until.compareTo(LOOK_EVERY) < 0)
                .orElse(LOOK_EVERY);
        alarm.set(wait);
    }

    private Behavior<Message> flowEnded(Firings.FlowEnded message) {
        if (firings.ended(message)) {
            lookAgain();
        }
        return this;
    }

    private Behavior<Message> happened(TriggerProtocol.Happened message) {
        if (isArmed) {
            calls.happened(message, catalog);
        } else {
            early.add(message);
        }
        return this;
    }

    // ---- ends ----
    private Behavior<Message> runEnded(TriggerProtocol.RunEnded command) {
        if (!ending.add(command.runId())) {
            command.replyTo()
                    .tell(StatusReply.error(new Problem(
                            ProblemCode.CONFLICT, "the end of run " + command.runId() + " is being delivered")));
            return this;
        }
        var plan = book.find(command.job());
        var followers =
                plan.map(known -> book.followers(known, command.status())).orElse(List.of());
        getContext()
                .pipeToSelf(
                        ends.of(command.job(), command.runId(), command.status(), plan, catalog, followers),
                        (after, failure) ->
                                new EndKnown(command.job(), command.runId(), after, failure, command.replyTo()));
        return this;
    }

    private Behavior<Message> endKnown(EndKnown message) {
        ending.remove(message.runId());
        forerunners.ended(message.runId());
        var after = message.after();
        if (after == null) {
            message.replyTo()
                    .tell(StatusReply.error(Asks.cause(Optional.ofNullable(message.failure())
                            .orElseGet(() -> new IllegalStateException("an end without an answer")))));
            return this;
        }
        message.replyTo().tell(StatusReply.success(Done.getInstance()));
        return goOn(new Firings.GoOn(message.job(), after));
    }

    private Behavior<Message> goOn(Firings.GoOn message) {
        firings.goOn(message, catalog);
        lookAgain();
        return this;
    }

    // ---- questions ----
    private JobDesk.Known known() {
        return new JobDesk.Known(catalog, calls::watching);
    }

    private Behavior<Message> health(TriggerProtocol.Health query) {
        var detail = book.size() + " jobs armed, " + firings.waitingCount() + " firings wait; " + choreReport.detail();
        long troubled = book.troubledCount();
        query.replyTo()
                .tell(new SubstrateHealth(
                        "trigger",
                        choreReport.isHealthy() && troubled == 0,
                        troubled == 0
                                ? detail
                                : troubled + " jobs cannot fire right now and are tried again; " + detail));
        return this;
    }

    // ---- entities ----
    private Behavior<Message> terminated(Terminated signal) {
        jobs.terminated(signal.getRef());
        return this;
    }

    private Behavior<Message> then(Runnable action) {
        action.run();
        return this;
    }

    private <T> Behavior<Message> answer(CompletionStage<T> stage, ActorRef<StatusReply<T>> replyTo) {
        Asks.answer(stage, replyTo);
        return this;
    }
}
