package dev.daemion.substrate.extension;

import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionVersionView;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.substrate.extension.ExtensionState.Absent;
import dev.daemion.substrate.extension.ExtensionState.Present;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.jspecify.annotations.Nullable;

/**
 * One extension with all its versions. Which version is in force, and which waits, is decided here and nowhere else.
 *
 * <pre>
 * absent ──Write by an agent──► pending ──Resolve──► active ◄──Toggle──► disabled
 *   │                              └──Resolve──► rejected
 *   └──Write by a person──► active | disabled        any ──Delete──► deleted ──Revert──► as it was
 * active ──Write by an agent──► active, with a version that waits ──Resolve──► active, in that version
 * </pre>
 */
public final class ExtensionEntity
        extends EventSourcedBehaviorWithEnforcedReplies<ExtensionEntity.Command, ExtensionEvent, ExtensionState> {
    public static final String TYPE = "extension";
    /** Versions one extension may have; each is kept for ever. */
    static final int VERSIONS_MAX = 2_000;

    private static final int SNAPSHOT_EVERY_EVENTS = 100;
    private static final Duration IDLE_AFTER = Duration.ofSeconds(30);

    // ---- commands ----
    public sealed interface Command {}

    /** Creates it or gives it a version. Refused: VERSION_MISMATCH, ESSENTIAL_EXTENSION, CONFLICT. */
    record Write(Draft draft, @Nullable Integer expectedVersion, ActorRef<StatusReply<Outcome>> replyTo)
            implements Command {}

    /**
     * @param enabled what was asked for, null for nothing
     * @param approvalId for the question, should there be one
     * @param seedDigest null unless it comes from a seed
     */
    record Draft(
            ExtensionType type,
            String name,
            Content content,
            @Nullable Boolean enabled,
            ExtensionAuthor author,
            ApprovalId approvalId,
            @Nullable String seedDigest,
            boolean isEssential) {
        /**
         * True when a person has to agree before it counts. What an agent makes as an artifact is output, not a
         * capability: nothing runs it and no model is told it, so it counts at once, and so do its later versions.
         *
         * @param origin who made the first version
         */
        boolean needsApproval(ExtensionSource origin) {
            boolean isOwnOutput = type == ExtensionType.ARTIFACT
                    && author.source() == ExtensionSource.AGENT
                    && origin == ExtensionSource.AGENT;
            return author.needsApproval() && !isOwnOutput;
        }
    }

    record Toggle(boolean enabled, String by, ActorRef<StatusReply<Outcome>> replyTo) implements Command {}

    /** @param isSeedGone true when a seed has vanished, before which being essential is no obstacle */
    record Delete(String by, boolean isSeedGone, ActorRef<StatusReply<Outcome>> replyTo) implements Command {}

    /** @param isRehearsal true to answer how it would stand, and change nothing */
    record Revert(
            @Nullable Integer version,
            @Nullable Integer change,
            ApprovalId approvalId,
            String by,
            boolean isRehearsal,
            ActorRef<StatusReply<Outcome>> replyTo)
            implements Command {}

    /** How the question about a version was answered. */
    record Resolve(
            ApprovalId approvalId,
            String contentHash,
            ApprovalStatus status,
            String by,
            ActorRef<StatusReply<Outcome>> replyTo)
            implements Command {}

    record Remind(ActorRef<StatusReply<Outcome>> replyTo) implements Command {}

    record History(ActorRef<StatusReply<List<ExtensionVersionView>>> replyTo) implements Command {}

    /** How it stands. Refused: EXTENSION_NOT_FOUND. */
    record Look(ActorRef<StatusReply<Outcome>> replyTo) implements Command {}

    private record Idle() implements Command {}

    record Stop() implements Command {}

    private final ExtensionId id;
    private final Clock clock;
    private final Runnable nudge;
    private final Runnable passivate;

    /**
     * @param nudge tells the tail that the journal grew
     * @param passivate asks the owner to let this entity go
     */
    public static Behavior<Command> create(ExtensionId id, Clock clock, Runnable nudge, Runnable passivate) {
        return Behaviors.setup(context -> {
            context.setReceiveTimeout(IDLE_AFTER, new Idle());
            return new ExtensionEntity(id, clock, nudge, passivate);
        });
    }

    private ExtensionEntity(ExtensionId id, Clock clock, Runnable nudge, Runnable passivate) {
        super(
                PersistenceId.of(TYPE, id.value()),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.1));
        this.id = id;
        this.clock = clock;
        this.nudge = nudge;
        this.passivate = passivate;
    }

    @Override
    public ExtensionState emptyState() {
        return new Absent();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY_EVENTS, 2);
    }

    @Override
    public EventHandler<ExtensionState, ExtensionEvent> eventHandler() {
        return ExtensionState::apply;
    }

    @Override
    public CommandHandlerWithReply<Command, ExtensionEvent, ExtensionState> commandHandler() {
        var builder = newCommandHandlerWithReplyBuilder();
        // First: a predicate on Present below is tried with an Absent state too, and must not meet what both take.
        builder.forAnyState()
                .onCommand(Idle.class, () -> {
                    passivate.run();
                    return Effect().noReply();
                })
                .onCommand(Stop.class, () -> Effect().stop().thenNoReply());
        builder.forStateType(Absent.class)
                .onCommand(Write.class, command -> journal(Writing.first(command.draft(), now()), command.replyTo()))
                .onCommand(Toggle.class, command -> absent(command.replyTo()))
                .onCommand(Delete.class, command -> absent(command.replyTo()))
                .onCommand(Revert.class, command -> absent(command.replyTo()))
                .onCommand(Resolve.class, command -> absent(command.replyTo()))
                .onCommand(Remind.class, command -> absent(command.replyTo()))
                .onCommand(History.class, command -> absent(command.replyTo()))
                .onCommand(Look.class, command -> absent(command.replyTo()));
        builder.forState(Present.class, state -> state.standing().isDeleted())
                .onCommand(Write.class, command -> absent(command.replyTo()))
                .onCommand(Toggle.class, command -> absent(command.replyTo()))
                .onCommand(Delete.class, command -> absent(command.replyTo()))
                .onCommand(Resolve.class, (state, command) -> same(state, command.replyTo()))
                .onCommand(Remind.class, (state, command) -> same(state, command.replyTo()))
                .onCommand(Revert.class, this::revert)
                .onCommand(History.class, this::history)
                .onCommand(Look.class, (state, command) -> same(state, command.replyTo()));
        builder.forStateType(Present.class)
                .onCommand(Write.class, this::write)
                .onCommand(Toggle.class, this::toggle)
                .onCommand(Delete.class, this::delete)
                .onCommand(Revert.class, this::revert)
                .onCommand(Resolve.class, this::resolve)
                .onCommand(Remind.class, this::remind)
                .onCommand(History.class, this::history)
                .onCommand(Look.class, (state, command) -> same(state, command.replyTo()));
        return builder.build();
    }

    private ReplyEffect<ExtensionEvent, ExtensionState> write(Present state, Write command) {
        var visible = state.visible().number();
        if (command.expectedVersion() != null && command.expectedVersion() != visible) {
            return refuse(
                    command.replyTo(),
                    new Problem(
                            ProblemCode.VERSION_MISMATCH,
                            state.name() + " is at version " + visible + ", not " + command.expectedVersion()
                                    + ": read it again and repeat the change"));
        }
        return decide(state, command.replyTo(), () -> Writing.next(state, command.draft(), now()));
    }

    private ReplyEffect<ExtensionEvent, ExtensionState> toggle(Present state, Toggle command) {
        return decide(state, command.replyTo(), () -> Writing.toggled(state, command.enabled(), command.by(), now()));
    }

    private ReplyEffect<ExtensionEvent, ExtensionState> delete(Present state, Delete command) {
        return decide(state, command.replyTo(), () -> {
            if (!command.isSeedGone()) {
                Writing.refuseEssential(state, "deleted");
            }
            return new ExtensionEvent.Deleted(command.by(), now(), command.isSeedGone() ? true : null);
        });
    }

    private ReplyEffect<ExtensionEvent, ExtensionState> revert(Present state, Revert command) {
        if (!command.isRehearsal()) {
            return decide(state, command.replyTo(), () -> reverted(state, command));
        }
        try {
            var next = (Present) state.apply(reverted(state, command));
            return Effect().reply(command.replyTo(), StatusReply.success(Outcome.of(id, next, false)));
        } catch (Problem problem) {
            return refuse(command.replyTo(), problem);
        }
    }

    private ExtensionEvent reverted(Present state, Revert command) {
        var reversal = new Reversal(state, command.approvalId(), command.by(), now());
        var change = command.change();
        return change == null
                ? reversal.toVersion(command.version() == null ? 0 : command.version())
                : reversal.toChange(change);
    }

    private ReplyEffect<ExtensionEvent, ExtensionState> resolve(Present state, Resolve command) {
        return decide(state, command.replyTo(), () -> Writing.resolved(state, command, now()));
    }

    private ReplyEffect<ExtensionEvent, ExtensionState> remind(Present state, Remind command) {
        var proposed = state.proposed();
        if (proposed.isEmpty() || state.isReminded()) {
            return same(state, command.replyTo());
        }
        return journal(new ExtensionEvent.Reminded(proposed.get().number(), "daemion", now()), command.replyTo());
    }

    private ReplyEffect<ExtensionEvent, ExtensionState> history(Present state, History command) {
        return Effect().reply(command.replyTo(), StatusReply.success(Histories.of(state)));
    }

    /** @param decision the event, null when there is nothing to change; may throw a {@link Problem} */
    private ReplyEffect<ExtensionEvent, ExtensionState> decide(
            Present state, ActorRef<StatusReply<Outcome>> replyTo, Supplier<@Nullable ExtensionEvent> decision) {
        try {
            if (state.changes().size() >= VERSIONS_MAX) {
                throw new Problem(
                        ProblemCode.CONFLICT,
                        state.name() + " has been changed " + VERSIONS_MAX + " times, the most there may be: copy it to"
                                + " a new name");
            }
            var event = decision.get();
            return event == null ? same(state, replyTo) : journal(event, replyTo);
        } catch (Problem problem) {
            return refuse(replyTo, problem);
        }
    }

    private ReplyEffect<ExtensionEvent, ExtensionState> journal(
            ExtensionEvent event, ActorRef<StatusReply<Outcome>> replyTo) {
        return Effect()
                .persist(event)
                .thenRun(nudge::run)
                .thenReply(replyTo, state -> StatusReply.success(outcome(state, true)));
    }

    private ReplyEffect<ExtensionEvent, ExtensionState> same(Present state, ActorRef<StatusReply<Outcome>> replyTo) {
        return Effect().reply(replyTo, StatusReply.success(Outcome.of(id, state, false)));
    }

    private Outcome outcome(ExtensionState state, boolean isNew) {
        return switch (state) {
            case Present present -> Outcome.of(id, present, isNew);
            case Absent _ -> throw new IllegalStateException("nothing to show before the first event");
        };
    }

    private <T> ReplyEffect<ExtensionEvent, ExtensionState> absent(ActorRef<StatusReply<T>> replyTo) {
        return refuse(replyTo, new Problem(ProblemCode.EXTENSION_NOT_FOUND, "there is no extension " + id));
    }

    private <T> ReplyEffect<ExtensionEvent, ExtensionState> refuse(ActorRef<StatusReply<T>> replyTo, Problem problem) {
        return Effect().reply(replyTo, StatusReply.error(problem));
    }

    private Instant now() {
        return clock.instant();
    }
}
