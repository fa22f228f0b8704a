package dev.daemion.substrate.execution.approval;

import dev.daemion.extension.canonical.CanonicalJson;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.approval.Decision;
import dev.daemion.kernel.approval.Scope;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExecutionProtocol.ApprovalQuestion;
import dev.daemion.kernel.wire.Sha256;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
import org.jspecify.annotations.Nullable;

/**
 * One question to a person. Durable before anybody sees it; the first answer wins, and it is bound to the hash of what
 * was shown.
 *
 * <pre>
 * absent ──Request──► pending ──Decide──► approved | denied
 *                        └──Expire──► expired
 * </pre>
 */
public final class ApprovalEntity
        extends EventSourcedBehaviorWithEnforcedReplies<ApprovalEntity.Command, ApprovalEvent, ApprovalState> {
    public static final String TYPE = "approval";

    private static final Duration IDLE_AFTER = Duration.ofMinutes(2);

    // ---- commands ----
    public sealed interface Command {}

    /** Idempotent: asked again it answers how it stands. */
    public record Request(ApprovalQuestion question, ActorRef<StatusReply<Outcome>> replyTo) implements Command {}

    /** Refused: APPROVAL_NOT_FOUND, ALREADY_DECIDED. */
    public record Decide(
            Decision decision,
            Scope scope,
            @Nullable String note,
            String decidedBy,
            ActorRef<StatusReply<Outcome>> replyTo)
            implements Command {}

    /** A pending one becomes expired; anything else stays. Refused: APPROVAL_NOT_FOUND. */
    public record Expire(ActorRef<StatusReply<Outcome>> replyTo) implements Command {}

    private record Idle() implements Command {}

    public record Leave() implements Command {}

    // ---- replies ----
    /**
     * @param isNew true when this very command changed how it stands
     * @param note what the person said with the decision; null without one
     */
    public record Outcome(
            ApprovalView approval, boolean isNew, @Nullable String note) {}

    private final ApprovalId id;
    private final Clock clock;
    private final Runnable nudge;
    private final Runnable passivate;

    public static Behavior<Command> create(ApprovalId id, Clock clock, Runnable nudge, Runnable passivate) {
        return Behaviors.setup(context -> {
            context.setReceiveTimeout(IDLE_AFTER, new Idle());
            return new ApprovalEntity(id, clock, nudge, passivate);
        });
    }

    private ApprovalEntity(ApprovalId id, Clock clock, Runnable nudge, Runnable passivate) {
        super(
                PersistenceId.of(TYPE, id.value()),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.1));
        this.id = id;
        this.clock = clock;
        this.nudge = nudge;
        this.passivate = passivate;
    }

    @Override
    public ApprovalState emptyState() {
        return new ApprovalState.Absent();
    }

    @Override
    public CommandHandlerWithReply<Command, ApprovalEvent, ApprovalState> commandHandler() {
        var builder = newCommandHandlerWithReplyBuilder();
        builder.forStateType(ApprovalState.Absent.class)
                .onCommand(Request.class, this::request)
                .onCommand(Decide.class, command -> absent(command.replyTo()))
                .onCommand(Expire.class, command -> absent(command.replyTo()));
        builder.forStateType(ApprovalState.Pending.class)
                .onCommand(Request.class, (state, command) -> same(command.replyTo(), state))
                .onCommand(Decide.class, this::decide)
                .onCommand(Expire.class, this::expire);
        builder.forStateType(ApprovalState.Decided.class)
                .onCommand(Request.class, (state, command) -> same(command.replyTo(), state))
                .onCommand(Decide.class, this::decideAgain)
                .onCommand(Expire.class, (state, command) -> same(command.replyTo(), state));
        builder.forStateType(ApprovalState.Expired.class)
                .onCommand(Request.class, (state, command) -> same(command.replyTo(), state))
                .onCommand(
                        Decide.class,
                        (state, command) -> refuse(
                                command.replyTo(),
                                ProblemCode.ALREADY_DECIDED,
                                "approval " + id + " has expired: ask for it again"))
                .onCommand(Expire.class, (state, command) -> same(command.replyTo(), state));
        builder.forAnyState()
                .onCommand(Idle.class, (state, command) -> whenIdle())
                .onCommand(Leave.class, () -> Effect().stop().thenNoReply());
        return builder.build();
    }

    @Override
    public EventHandler<ApprovalState, ApprovalEvent> eventHandler() {
        return ApprovalState::apply;
    }

    private ReplyEffect<ApprovalEvent, ApprovalState> request(ApprovalState.Absent state, Request command) {
        var question = command.question();
        return journal(
                new ApprovalEvent.Requested(
                        question.kind(),
                        question.title(),
                        question.summary(),
                        question.detail(),
                        Sha256.hex(CanonicalJson.of(question.detail())),
                        question.extensionId(),
                        question.runId(),
                        question.threadId(),
                        question.expiresAt(),
                        now()),
                command.replyTo());
    }

    private ReplyEffect<ApprovalEvent, ApprovalState> decide(ApprovalState.Pending state, Decide command) {
        return journal(
                new ApprovalEvent.Decided(
                        command.decision(), command.scope(), command.note(), command.decidedBy(), now()),
                command.replyTo());
    }

    private ReplyEffect<ApprovalEvent, ApprovalState> decideAgain(ApprovalState.Decided state, Decide command) {
        return state.isSame(command.decision())
                ? same(command.replyTo(), state)
                : refuse(
                        command.replyTo(),
                        ProblemCode.ALREADY_DECIDED,
                        "approval " + id + " was answered already: "
                                + state.view(id).status().wire() + " by "
                                + state.answer().decidedBy());
    }

    private ReplyEffect<ApprovalEvent, ApprovalState> expire(ApprovalState.Pending state, Expire command) {
        return journal(new ApprovalEvent.Expired(now()), command.replyTo());
    }

    private ReplyEffect<ApprovalEvent, ApprovalState> whenIdle() {
        passivate.run();
        return Effect().noReply();
    }

    private ReplyEffect<ApprovalEvent, ApprovalState> journal(
            ApprovalEvent event, ActorRef<StatusReply<Outcome>> replyTo) {
        return Effect()
                .persist(event)
                .thenRun(nudge::run)
                .thenReply(replyTo, state -> StatusReply.success(new Outcome(view(state), true, note(state))));
    }

    private ApprovalView view(ApprovalState state) {
        return switch (state) {
            case ApprovalState.Absent _ -> throw new IllegalStateException("nothing to show before the first event");
            case ApprovalState.Pending pending -> pending.view(id);
            case ApprovalState.Decided decided -> decided.view(id);
            case ApprovalState.Expired expired -> expired.view(id);
        };
    }

    private ReplyEffect<ApprovalEvent, ApprovalState> same(
            ActorRef<StatusReply<Outcome>> replyTo, ApprovalState state) {
        return Effect().reply(replyTo, StatusReply.success(new Outcome(view(state), false, note(state))));
    }

    private static @Nullable String note(ApprovalState state) {
        return state instanceof ApprovalState.Decided decided ? decided.answer().note() : null;
    }

    private ReplyEffect<ApprovalEvent, ApprovalState> absent(ActorRef<StatusReply<Outcome>> replyTo) {
        return refuse(replyTo, ProblemCode.APPROVAL_NOT_FOUND, "there is no approval " + id);
    }

    private ReplyEffect<ApprovalEvent, ApprovalState> refuse(
            ActorRef<StatusReply<Outcome>> replyTo, ProblemCode code, String detail) {
        return Effect().reply(replyTo, StatusReply.error(new Problem(code, detail)));
    }

    private Instant now() {
        return clock.instant();
    }
}
