package dev.daemion.substrate.trigger;

import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.job.SlotView;
import dev.daemion.kernel.run.RunStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EffectBuilder;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.jspecify.annotations.Nullable;

/**
 * The slots of one job: decides about every due time exactly once, and journals the decision before anything of it
 * happens.
 *
 * <pre>
 * Offer ──known──────────────────────────► as it was decided
 *   ├──free, or in parallel──► fired ──EndRun──► ended ──Deliver──► delivered
 *   │                            ▲                └──may be tried again──► retry planned ──Offer──► fired
 *   ├──busy, queue──► queued ────┘ when the one before it is delivered
 *   └──busy, skip───► passed over
 * </pre>
 */
final class JobEntity extends EventSourcedBehaviorWithEnforcedReplies<JobEntity.Command, JobEvent, JobState> {
    static final String TYPE = "job";
    /** Firings that wait in one job; more are skipped. */
    static final int WAITING_MAX = 100;
    /** Runs of one job at once, where it allows more than one. */
    static final int PARALLEL_MAX = 10;

    private static final Duration IDLE_AFTER = Duration.ofMinutes(1);
    private static final int SNAPSHOT_EVERY = 100;

    /** What the job's substrate says to it. */
    sealed interface Command {}

    // ---- commands ----
    /**
     * @param runId id of the run if one is fired
     * @param threadId id of the job's own thread if it has none yet
     * @param overlap {@code skip}, {@code queue}, {@code parallel} or {@code cancel-old}
     */
    record Offer(
            Occasion occasion,
            String job,
            int version,
            String overlap,
            RunId runId,
            ThreadId threadId,
            ActorRef<StatusReply<Offered>> replyTo)
            implements Command {}

    record PassOver(String job, int version, List<SlotPlanner.Passed> passed, ActorRef<StatusReply<Done>> replyTo)
            implements Command {
        PassOver {
            passed = List.copyOf(passed);
        }
    }

    /** @param retryAfter how long until it is tried again; null when it is not */
    record EndRun(RunId runId, RunStatus status, @Nullable Duration retryAfter, ActorRef<StatusReply<Ended>> replyTo)
            implements Command {}

    /**
     * What was fired may not start.
     *
     * @param reason a sentence for people
     */
    record SkipRun(RunId runId, String reason, ActorRef<StatusReply<Ended>> replyTo) implements Command {}

    record Deliver(RunId runId, ActorRef<StatusReply<Standing>> replyTo) implements Command {}

    /** Gives up what waits and what would be tried again. */
    record Drop(String job, int version, String reason, ActorRef<StatusReply<Standing>> replyTo) implements Command {}

    record Stand(ActorRef<StatusReply<Standing>> replyTo) implements Command {}

    record Idle() implements Command {}

    record Leave() implements Command {}

    // ---- replies ----
    sealed interface Offered {
        /** @param toCancel runs that make room for it */
        record Fired(RunId runId, ThreadId threadId, List<RunId> toCancel) implements Offered {}

        /** @param runId what was fired for it; null when nothing was, or is not open any more */
        record Known(@Nullable RunId runId) implements Offered {}

        record Waits() implements Offered {}

        record Skipped(String reason) implements Offered {}
    }

    sealed interface Ended {
        /** @param retryAt null when it is not tried again */
        record First(Occasion occasion, @Nullable Instant retryAt, int failureCount, ThreadId threadId)
                implements Ended {}

        /** Its end was delivered already. */
        record Known() implements Ended {}
    }

    /**
     * What is to be done for it.
     *
     * @param next the firing whose turn it is; null when none waits or another still runs
     * @param retryAt when its failure is tried again; null when it is not
     */
    record Standing(
            List<Running> open,
            @Nullable Occasion next,
            @Nullable Occasion retry,
            @Nullable Instant retryAt,
            @Nullable Instant lastPlanned) {
        Standing {
            open = List.copyOf(open);
        }
    }

    /** @param ended null while it runs */
    record Running(
            RunId runId,
            ThreadId threadId,
            Occasion occasion,
            @Nullable RunStatus ended) {}

    private final Clock clock;
    private final Runnable nudge;
    private final Runnable passivate;

    /**
     * @param nudge tells the tail that the journal grew
     * @param passivate asks the owner to let this entity go
     */
    static Behavior<Command> create(ExtensionId id, Clock clock, Runnable nudge, Runnable passivate) {
        return Behaviors.setup(context -> {
            context.setReceiveTimeout(IDLE_AFTER, new Idle());
            return new JobEntity(id, clock, nudge, passivate);
        });
    }

    private JobEntity(ExtensionId id, Clock clock, Runnable nudge, Runnable passivate) {
        super(
                PersistenceId.of(TYPE, id.value()),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.1));
        this.clock = clock;
        this.nudge = nudge;
        this.passivate = passivate;
    }

    @Override
    public JobState emptyState() {
        return JobState.EMPTY;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 2);
    }

    @Override
    public CommandHandlerWithReply<Command, JobEvent, JobState> commandHandler() {
        return newCommandHandlerWithReplyBuilder()
                .forAnyState()
                .onCommand(Offer.class, this::offer)
                .onCommand(PassOver.class, this::passOver)
                .onCommand(EndRun.class, (state, command) -> endRun(state, command, null))
                .onCommand(
                        SkipRun.class,
                        (state, command) -> endRun(
                                state,
                                new EndRun(command.runId(), RunStatus.SKIPPED, null, command.replyTo()),
                                command.reason()))
                .onCommand(Deliver.class, this::deliver)
                .onCommand(Drop.class, this::drop)
                .onCommand(
                        Stand.class,
                        (state, command) -> Effect().reply(command.replyTo(), StatusReply.success(standing(state))))
                .onCommand(Idle.class, (state, command) -> {
                    passivate.run();
                    return Effect().noReply();
                })
                .onCommand(Leave.class, (state, command) -> Effect().stop().thenNoReply())
                .build();
    }

    @Override
    public EventHandler<JobState, JobEvent> eventHandler() {
        return JobState::apply;
    }

    private ReplyEffect<JobEvent, JobState> offer(JobState state, Offer command) {
        var occasion = command.occasion();
        if (state.isKnown(occasion)) {
            var fired = state.open().stream()
                    .filter(run -> run.occasion().attemptKey().equals(occasion.attemptKey()))
                    .map(JobState.OpenRun::runId)
                    .findFirst();
            return Effect().reply(command.replyTo(), StatusReply.success(new Offered.Known(fired.orElse(null))));
        }
        boolean isRetry = occasion.attempt() > 1;
        boolean isFree = state.isIdle() && (isRetry || state.retry() == null);
        return isFree ? fire(state, command, List.of()) : whenBusy(state, command);
    }

    private ReplyEffect<JobEvent, JobState> whenBusy(JobState state, Offer command) {
        return switch (command.overlap()) {
            case "parallel" ->
                state.open().size() < PARALLEL_MAX
                        ? fire(state, command, List.of())
                        : skip(command, PARALLEL_MAX + " runs of it were open already");
            case "queue" -> queue(state, command);
            case "cancel-old" ->
                fire(
                        state,
                        command,
                        state.open().stream().map(JobState.OpenRun::runId).toList());
            default ->
                skip(
                        command,
                        state.open().isEmpty()
                                ? "the one before is about to be tried again"
                                : "the one before it still ran");
        };
    }

    private ReplyEffect<JobEvent, JobState> queue(JobState state, Offer command) {
        if (state.isWaiting(command.occasion())) {
            return Effect().reply(command.replyTo(), StatusReply.success(new Offered.Waits()));
        }
        if (state.waiting().size() >= WAITING_MAX) {
            return skip(command, WAITING_MAX + " firings waited already");
        }
        return journal(new JobEvent.Queued(command.job(), command.version(), command.occasion(), now()))
                .thenReply(command.replyTo(), next -> StatusReply.success(new Offered.Waits()));
    }

    private ReplyEffect<JobEvent, JobState> fire(JobState state, Offer command, List<RunId> toCancel) {
        var threadId = state.threadId() == null ? command.threadId() : state.threadId();
        var occasion = command.occasion();
        var events = new ArrayList<JobEvent>();
        boolean isMoot = command.overlap().equals("cancel-old") && occasion.attempt() == 1 && state.retry() != null;
        if (isMoot && state.waiting().isEmpty()) {
            events.add(new JobEvent.Dropped(
                    command.job(), command.version(), "a newer firing came before it was tried again", now()));
        }
        events.add(new JobEvent.Fired(command.runId(), threadId, command.job(), command.version(), occasion, now()));
        return journal(events.toArray(JobEvent[]::new))
                .thenReply(
                        command.replyTo(),
                        next -> StatusReply.success(new Offered.Fired(command.runId(), threadId, toCancel)));
    }

    private ReplyEffect<JobEvent, JobState> skip(Offer command, String reason) {
        return journal(passed(command.job(), command.version(), command.occasion(), reason))
                .thenReply(command.replyTo(), next -> StatusReply.success(new Offered.Skipped(reason)));
    }

    private JobEvent passed(String job, int version, Occasion occasion, String reason) {
        return new JobEvent.PassedOver(
                job,
                version,
                SlotView.Outcome.SKIPPED,
                occasion.plannedAt(),
                occasion.plannedAt(),
                1,
                reason,
                occasion.trigger(),
                occasion.attemptKey(),
                now());
    }

    private ReplyEffect<JobEvent, JobState> passOver(JobState state, PassOver command) {
        var events = new ArrayList<JobEvent>();
        for (var passed : command.passed()) {
            if (state.lastPlanned() == null || passed.until().isAfter(state.lastPlanned())) {
                events.add(new JobEvent.PassedOver(
                        command.job(),
                        command.version(),
                        passed.outcome(),
                        passed.from(),
                        passed.until(),
                        passed.count(),
                        passed.reason(),
                        Occasion.CRON,
                        Occasion.cron(passed.until()).key(),
                        now()));
            }
        }
        return journal(events.toArray(JobEvent[]::new))
                .thenReply(command.replyTo(), next -> StatusReply.success(Done.getInstance()));
    }

    private ReplyEffect<JobEvent, JobState> endRun(JobState state, EndRun command, @Nullable String reason) {
        var run = state.openRun(command.runId());
        if (run.isEmpty()) {
            return Effect().reply(command.replyTo(), StatusReply.success(new Ended.Known()));
        }
        var occasion = run.get().occasion();
        if (run.get().ended() != null) {
            return Effect().reply(command.replyTo(), StatusReply.success(ended(state, occasion)));
        }
        var events = new ArrayList<JobEvent>();
        events.add(new JobEvent.RunEnded(command.runId(), command.status(), reason, now()));
        if (command.retryAfter() != null && state.retries().size() < WAITING_MAX) {
            events.add(new JobEvent.RetryPlanned(occasion.again(), now().plus(command.retryAfter()), now()));
        }
        return journal(events.toArray(JobEvent[]::new))
                .thenReply(command.replyTo(), next -> StatusReply.success(ended(next, occasion)));
    }

    private static Ended ended(JobState state, Occasion occasion) {
        return new Ended.First(
                occasion,
                state.retries().stream()
                        .filter(retry -> retry.occasion().key().equals(occasion.key()))
                        .map(JobState.Retry::dueAt)
                        .findFirst()
                        .orElse(null),
                state.failureCount(),
                Objects.requireNonNull(state.threadId(), "a job that fired has a thread"));
    }

    private ReplyEffect<JobEvent, JobState> deliver(JobState state, Deliver command) {
        return (state.openRun(command.runId()).isEmpty()
                        ? journal()
                        : journal(new JobEvent.Delivered(command.runId(), now())))
                .thenReply(command.replyTo(), next -> StatusReply.success(standing(next)));
    }

    private ReplyEffect<JobEvent, JobState> drop(JobState state, Drop command) {
        var events = new ArrayList<JobEvent>();
        state.waiting()
                .forEach(waiting -> events.add(passed(command.job(), command.version(), waiting, command.reason())));
        if (!events.isEmpty() || state.retry() != null) {
            events.add(new JobEvent.Dropped(command.job(), command.version(), command.reason(), now()));
        }
        return journal(events.toArray(JobEvent[]::new))
                .thenReply(command.replyTo(), next -> StatusReply.success(standing(next)));
    }

    private static Standing standing(JobState state) {
        var retry = state.retry();
        return new Standing(
                state.open().stream()
                        .map(run -> new Running(
                                run.runId(), Objects.requireNonNull(state.threadId()), run.occasion(), run.ended()))
                        .toList(),
                state.open().isEmpty() && retry == null && !state.waiting().isEmpty()
                        ? state.waiting().getFirst()
                        : null,
                retry == null ? null : retry.occasion(),
                retry == null ? null : retry.dueAt(),
                state.lastPlanned());
    }

    private EffectBuilder<JobEvent, JobState> journal(JobEvent... events) {
        return events.length == 0
                ? Effect().none()
                : Effect().persist(List.of(events)).thenRun(nudge::run);
    }

    private Instant now() {
        return clock.instant();
    }
}
