package dev.daemion.substrate.context;

import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.conversation.ThreadSettings;
import dev.daemion.kernel.conversation.TurnStatus;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ContextProtocol.TurnPost;
import dev.daemion.kernel.run.Assignment;
import dev.daemion.kernel.run.RunRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
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
 * One thread. It owns the order of its turns and which run answers: one at a time, the rest wait.
 *
 * <pre>
 * absent ──Create/Post──► idle ──Post──► answering ──Post──► answering + queue (≤ 100)
 *                          ▲                 │ RunEnded
 *                          └── queue empty ──┴── queue: the next one begins; one that waits may be withdrawn
 * </pre>
 */
public final class ThreadEntity
        extends EventSourcedBehaviorWithEnforcedReplies<ThreadEntity.Command, ThreadEvent, ThreadState> {
    public static final String TYPE = "thread";
    /** Messages that may wait in one thread, and their characters in all: the queue stands in each snapshot. */
    static final int QUEUE_MAX = 100;

    static final int QUEUE_LENGTH_MAX = 8_000_000;

    private static final int SNAPSHOT_EVERY_EVENTS = 100;
    private static final Duration IDLE_AFTER = Duration.ofMinutes(2);

    // ---- commands ----
    public sealed interface Command {}

    /** Refused: CONFLICT when it exists. */
    record Create(
            ThreadSettings settings,
            @Nullable ThreadId forkedFrom,
            List<TurnView> turns,
            ActorRef<StatusReply<Done>> replyTo)
            implements Command {}

    /**
     * @param ids made by the substrate
     * @param createWith settings of the thread when it is to be made by this very turn; null when it has to be there
     * @param assignment the command's content that is to run; null when an agent answers what was said
     */
    record Post(
            TurnPost post,
            PostIds ids,
            @Nullable ThreadSettings createWith,
            @Nullable String requestDigest,
            @Nullable Assignment assignment,
            ActorRef<StatusReply<Posted>> replyTo)
            implements Command {}

    record PostIds(TurnId turnId, TurnId answerId, RunId runId) {}

    /** @param change from the present settings to the wanted ones; may throw a Problem */
    record Change(UnaryOperator<ThreadSettings> change, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    record Note(TurnId turnId, Role role, List<Part> parts, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    record EndRun(RunId runId, TurnStatus status, ActorRef<StatusReply<Next>> replyTo) implements Command {}

    /** Takes back a message that waits. */
    record Withdraw(RunId runId, ActorRef<StatusReply<Withdrawal>> replyTo) implements Command {}

    /** What has to be running in this thread, after a restart. */
    record TakeUp(ActorRef<StatusReply<Next>> replyTo) implements Command {}

    /** The thread is about to be erased: from here on everything is refused. */
    record Leave(ActorRef<StatusReply<Done>> replyTo) implements Command {}

    record Idle() implements Command {}

    record Stop() implements Command {}

    // ---- replies ----
    /**
     * @param turn as stored
     * @param begun the run to start now; null when the turn waits
     */
    record Posted(TurnView turn, @Nullable RunRequest begun) {}

    /** @param begun the run to start now; null when there is none */
    record Next(@Nullable RunRequest begun) {}

    /** @param begun the run when it waits no more but answers now; null when it does not */
    record Withdrawal(boolean isWithdrawn, @Nullable RunRequest begun) {}

    private final ThreadId id;
    private final Clock clock;
    private final Runnable nudge;
    private final Runnable passivate;
    private boolean isLeaving;

    /**
     * @param nudge tells the tail that the journal grew
     * @param passivate asks the owner to let this entity go
     */
    public static Behavior<Command> create(ThreadId id, Clock clock, Runnable nudge, Runnable passivate) {
        return Behaviors.setup(context -> {
            context.setReceiveTimeout(IDLE_AFTER, new Idle());
            return new ThreadEntity(id, clock, nudge, passivate);
        });
    }

    private ThreadEntity(ThreadId id, Clock clock, Runnable nudge, Runnable passivate) {
        super(
                PersistenceId.of(TYPE, id.value()),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.1));
        this.id = id;
        this.clock = clock;
        this.nudge = nudge;
        this.passivate = passivate;
    }

    @Override
    public ThreadState emptyState() {
        return new ThreadState.Absent();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY_EVENTS, 2);
    }

    @Override
    public CommandHandlerWithReply<Command, ThreadEvent, ThreadState> commandHandler() {
        var builder = newCommandHandlerWithReplyBuilder();
        // First: a predicate on Present below is tried with an Absent state too, and must not meet what both take.
        builder.forAnyState()
                .onCommand(Idle.class, (state, command) -> whenIdle())
                .onCommand(Stop.class, () -> Effect().stop().thenNoReply());
        builder.forStateType(ThreadState.Absent.class)
                .onCommand(Create.class, this::create)
                .onCommand(Post.class, this::postFirst)
                .onCommand(Change.class, command -> absent(command.replyTo()))
                .onCommand(Note.class, command -> absent(command.replyTo()))
                .onCommand(EndRun.class, command -> absent(command.replyTo()))
                .onCommand(Withdraw.class, command -> absent(command.replyTo()))
                .onCommand(Leave.class, command -> absent(command.replyTo()))
                .onCommand(TakeUp.class, command -> absent(command.replyTo()));
        builder.forState(ThreadState.Present.class, state -> isLeaving)
                .onCommand(Create.class, command -> absent(command.replyTo()))
                .onCommand(Post.class, command -> absent(command.replyTo()))
                .onCommand(Change.class, command -> absent(command.replyTo()))
                .onCommand(Note.class, command -> absent(command.replyTo()))
                .onCommand(EndRun.class, command -> absent(command.replyTo()))
                .onCommand(Withdraw.class, command -> absent(command.replyTo()))
                .onCommand(Leave.class, command -> absent(command.replyTo()))
                .onCommand(TakeUp.class, command -> absent(command.replyTo()));
        builder.forStateType(ThreadState.Present.class)
                .onCommand(Leave.class, this::leave)
                .onCommand(
                        Create.class,
                        command -> refuse(
                                command.replyTo(),
                                new Problem(ProblemCode.CONFLICT, "thread " + id + " exists already")))
                .onCommand(Post.class, this::post)
                .onCommand(Change.class, this::change)
                .onCommand(Note.class, this::note)
                .onCommand(EndRun.class, this::endRun)
                .onCommand(Withdraw.class, this::withdraw)
                .onCommand(TakeUp.class, this::takeUp);
        return builder.build();
    }

    @Override
    public EventHandler<ThreadState, ThreadEvent> eventHandler() {
        return (state, event) -> state.apply(id, event);
    }

    private ReplyEffect<ThreadEvent, ThreadState> create(Create command) {
        var events = new ArrayList<ThreadEvent>();
        events.add(new ThreadEvent.Created(command.settings(), command.forkedFrom(), now()));
        command.turns().forEach(turn -> events.add(new ThreadEvent.TurnCopied(turn, now())));
        return journal(events).thenReply(command.replyTo(), state -> StatusReply.success(Done.getInstance()));
    }

    private ReplyEffect<ThreadEvent, ThreadState> postFirst(Post command) {
        if (command.createWith() == null) {
            return absent(command.replyTo());
        }
        var events = new ArrayList<ThreadEvent>();
        events.add(new ThreadEvent.Created(command.createWith(), null, now()));
        return accept(command, command.createWith(), true, events);
    }

    private ReplyEffect<ThreadEvent, ThreadState> post(ThreadState.Present state, Post command) {
        if (state.settings().archived()) {
            return refuse(
                    command.replyTo(),
                    new Problem(
                            ProblemCode.THREAD_ARCHIVED,
                            "thread " + id + " is archived: set archived to false to go on with it"));
        }
        if (state.queue().size() >= QUEUE_MAX || queuedLength(state) > QUEUE_LENGTH_MAX) {
            return refuse(
                    command.replyTo(),
                    new Problem(
                                    ProblemCode.QUEUE_FULL,
                                    state.queue().size()
                                            + " messages already wait in this thread: stop the answer that runs, or"
                                            + " wait")
                            .retryAfter(10));
        }
        boolean isFree = state.current() == null && state.queue().isEmpty();
        return accept(command, state.settings(), isFree, new ArrayList<>());
    }

    private static long queuedLength(ThreadState.Present state) {
        return state.queue().stream()
                .mapToLong(request -> request.content().length()
                        + request.attachments().stream()
                                .mapToLong(attachment -> attachment.content().length())
                                .sum())
                .sum();
    }

    private ReplyEffect<ThreadEvent, ThreadState> accept(
            Post command, ThreadSettings settings, boolean begins, List<ThreadEvent> events) {
        var post = command.post();
        var ids = command.ids();
        var posted = new ThreadEvent.TurnPosted(
                ids.turnId(),
                ids.answerId(),
                ids.runId(),
                post.content(),
                post.attachments(),
                Optional.ofNullable(post.agentId()).orElse(settings.agentId()),
                post.model() == null ? settings.model() : post.model(),
                Optional.ofNullable(post.mode()).orElse(settings.mode()),
                post.idempotencyKey(),
                command.requestDigest(),
                command.assignment(),
                now());
        events.add(posted);
        if (begins) {
            events.add(new ThreadEvent.TurnBegun(ids.runId(), posted.at()));
        }
        // Whoever posts waits for the tail, which is nudged by that.
        return Effect()
                .persist(events)
                .thenReply(
                        command.replyTo(),
                        state -> StatusReply.success(new Posted(view(posted, begins), begins ? open(state) : null)));
    }

    private ReplyEffect<ThreadEvent, ThreadState> change(ThreadState.Present state, Change command) {
        ThreadSettings wanted;
        try {
            wanted = command.change().apply(state.settings());
        } catch (Problem problem) {
            return refuse(command.replyTo(), problem);
        }
        if (wanted.equals(state.settings())) {
            return Effect().reply(command.replyTo(), StatusReply.success(Done.getInstance()));
        }
        return journal(List.of(new ThreadEvent.Changed(wanted, now())))
                .thenReply(command.replyTo(), s -> StatusReply.success(Done.getInstance()));
    }

    private ReplyEffect<ThreadEvent, ThreadState> note(ThreadState.Present state, Note command) {
        return journal(List.of(new ThreadEvent.TurnNoted(command.turnId(), command.role(), command.parts(), now())))
                .thenReply(command.replyTo(), s -> StatusReply.success(Done.getInstance()));
    }

    private ReplyEffect<ThreadEvent, ThreadState> endRun(ThreadState.Present state, EndRun command) {
        if (!state.isCurrent(command.runId())) {
            // Said twice: what runs now, if anything, is already known to whoever started it.
            return Effect().reply(command.replyTo(), StatusReply.success(new Next(null)));
        }
        var events = new ArrayList<ThreadEvent>();
        events.add(new ThreadEvent.TurnAnswered(command.runId(), command.status(), now()));
        if (!state.queue().isEmpty()) {
            events.add(new ThreadEvent.TurnBegun(state.queue().getFirst().id(), now()));
        }
        return journal(events).thenReply(command.replyTo(), s -> StatusReply.success(new Next(open(s))));
    }

    private ReplyEffect<ThreadEvent, ThreadState> withdraw(ThreadState.Present state, Withdraw command) {
        var runId = command.runId();
        if (!state.isWaiting(runId)) {
            var begun = state.isCurrent(runId) ? state.current() : null;
            return Effect().reply(command.replyTo(), StatusReply.success(new Withdrawal(false, begun)));
        }
        return journal(List.of(new ThreadEvent.TurnWithdrawn(runId, now())))
                .thenReply(command.replyTo(), s -> StatusReply.success(new Withdrawal(true, null)));
    }

    private ReplyEffect<ThreadEvent, ThreadState> takeUp(ThreadState.Present state, TakeUp command) {
        if (state.current() != null || state.queue().isEmpty()) {
            return Effect().reply(command.replyTo(), StatusReply.success(new Next(state.current())));
        }
        return journal(List.of(
                        new ThreadEvent.TurnBegun(state.queue().getFirst().id(), now())))
                .thenReply(command.replyTo(), s -> StatusReply.success(new Next(open(s))));
    }

    private ReplyEffect<ThreadEvent, ThreadState> leave(ThreadState.Present state, Leave command) {
        isLeaving = true;
        return Effect().reply(command.replyTo(), StatusReply.success(Done.getInstance()));
    }

    private ReplyEffect<ThreadEvent, ThreadState> whenIdle() {
        passivate.run();
        return Effect().noReply();
    }

    private EffectBuilder<ThreadEvent, ThreadState> journal(List<? extends ThreadEvent> events) {
        return Effect().persist(List.<ThreadEvent>copyOf(events)).thenRun(nudge::run);
    }

    private <T> ReplyEffect<ThreadEvent, ThreadState> absent(ActorRef<StatusReply<T>> replyTo) {
        return refuse(replyTo, new Problem(ProblemCode.THREAD_NOT_FOUND, "there is no thread " + id));
    }

    private <T> ReplyEffect<ThreadEvent, ThreadState> refuse(ActorRef<StatusReply<T>> replyTo, Problem problem) {
        return Effect().reply(replyTo, StatusReply.error(problem));
    }

    private static @Nullable RunRequest open(ThreadState state) {
        return state instanceof ThreadState.Present present ? present.current() : null;
    }

    private TurnView view(ThreadEvent.TurnPosted posted, boolean begins) {
        var parts = new ArrayList<Part>();
        parts.add(new Part.Text(posted.content()));
        parts.addAll(posted.attachments());
        return new TurnView(
                posted.turnId(),
                id,
                posted.agentId(),
                Role.USER,
                posted.content(),
                parts,
                null,
                null,
                posted.runId(),
                posted.at(),
                begins ? TurnStatus.COMPLETE : TurnStatus.QUEUED);
    }

    private Instant now() {
        return clock.instant();
    }
}
