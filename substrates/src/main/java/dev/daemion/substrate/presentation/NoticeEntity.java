package dev.daemion.substrate.presentation;

import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.id.NoticeId;
import dev.daemion.kernel.notice.Notice;
import dev.daemion.kernel.notice.NoticeDraft;
import dev.daemion.kernel.notice.NoticeKind;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.wire.Sha256;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/**
 * The inbox: what a person was told, and what of it they saw. One entity, because a person has one. What is told the
 * first time is handed on, unless the inbox is all it is for, to the hub as {@link PresentationSubstrate.NoticePosted}.
 *
 * <pre>
 * Notify ──same kind and subject within a minute──► repeated (counted)
 *      └──else, a message over its bounds──► refused
 *      └──else──► posted ──► read
 * </pre>
 */
final class NoticeEntity
        extends EventSourcedBehaviorWithEnforcedReplies<PresentationProtocol.Message, NoticeEvent, NoticeState> {
    /** The same within this time is counted instead of told again. */
    static final Duration FOLD_WITHIN = Duration.ofMinutes(1);
    /** Messages of agents; what the kernel tells is not bounded by these. */
    static final int MESSAGES_PER_RUN_MAX = 10;

    static final int MESSAGES_PER_HOUR_MAX = 60;
    /** A storm is counted up to here and then only swallowed. */
    static final int COUNT_MAX = 100;

    private static final PersistenceId ID = PersistenceId.ofUniqueId("notices");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int SNAPSHOT_EVERY = 100;
    private static final int SNAPSHOTS_KEPT = 2;

    private final SubstrateRefs refs;
    private final Clock clock;
    private final IdSource ids;
    private final ActorRef<PresentationProtocol.Message> hub;

    static Behavior<PresentationProtocol.Message> create(
            SubstrateRefs refs, Clock clock, IdSource ids, ActorRef<PresentationProtocol.Message> hub) {
        return Behaviors.setup(context -> new NoticeEntity(refs, clock, ids, hub));
    }

    private NoticeEntity(SubstrateRefs refs, Clock clock, IdSource ids, ActorRef<PresentationProtocol.Message> hub) {
        super(ID);
        this.refs = refs;
        this.clock = clock;
        this.ids = ids;
        this.hub = hub;
    }

    @Override
    public NoticeState emptyState() {
        return NoticeState.empty();
    }

    @Override
    public CommandHandlerWithReply<PresentationProtocol.Message, NoticeEvent, NoticeState> commandHandler() {
        return newCommandHandlerWithReplyBuilder()
                .forAnyState()
                .onCommand(PresentationProtocol.Notify.class, this::tell)
                .onCommand(PresentationProtocol.ReadNotice.class, this::read)
                .onCommand(PresentationProtocol.ReadAllNotices.class, this::readAll)
                .build();
    }

    @Override
    public EventHandler<NoticeState, NoticeEvent> eventHandler() {
        return NoticeState::apply;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, SNAPSHOTS_KEPT);
    }

    private ReplyEffect<NoticeEvent, NoticeState> tell(NoticeState state, PresentationProtocol.Notify command) {
        var draft = command.draft();
        var now = clock.instant();
        var subject = Sha256.hex(draft.subject());
        var before = state.newest(draft.kind(), subject)
                .filter(entry -> now.isBefore(entry.at().plus(FOLD_WITHIN)));
        if (before.isPresent()) {
            return repeat(before.get(), now, command.replyTo());
        }
        var refusal = refusal(state, draft, now);
        if (refusal.isPresent()) {
            return Effect().reply(command.replyTo(), StatusReply.error(refusal.get()));
        }
        var notice = Notice.of(NoticeId.next(ids), draft, now);
        return Effect()
                .persist(new NoticeEvent.Posted(notice, subject))
                .thenRun(next -> {
                    refs.storage().tell(new StorageProtocol.Nudge());
                    if (!command.inboxOnly()) {
                        hub.tell(new PresentationSubstrate.NoticePosted(notice));
                    }
                })
                .thenReply(command.replyTo(), next -> StatusReply.success(Done.getInstance()));
    }

    private ReplyEffect<NoticeEvent, NoticeState> repeat(
            NoticeState.Entry before, Instant now, ActorRef<StatusReply<Done>> replyTo) {
        var answer = StatusReply.success(Done.getInstance());
        if (before.count() >= COUNT_MAX) {
            return Effect().reply(replyTo, answer);
        }
        return Effect()
                .persist(new NoticeEvent.Repeated(before.id(), before.count() + 1, now))
                .thenRun(next -> refs.storage().tell(new StorageProtocol.Nudge()))
                .thenReply(replyTo, next -> answer);
    }

    private static Optional<Problem> refusal(NoticeState state, NoticeDraft draft, Instant now) {
        if (draft.kind() != NoticeKind.MESSAGE) {
            return Optional.empty();
        }
        var run = draft.runId();
        if (run != null
                && state.count(entry -> entry.kind() == NoticeKind.MESSAGE && run.equals(entry.runId()))
                        >= MESSAGES_PER_RUN_MAX) {
            return Optional.of(new Problem(
                    ProblemCode.TOO_MANY,
                    "this run has told the user " + MESSAGES_PER_RUN_MAX
                            + " things already: put the rest into its answer"));
        }
        var since = now.minus(HOUR);
        if (state.count(entry ->
                        entry.kind() == NoticeKind.MESSAGE && entry.at().isAfter(since))
                >= MESSAGES_PER_HOUR_MAX) {
            return Optional.of(new Problem(
                    ProblemCode.TOO_MANY,
                    "the user was told " + MESSAGES_PER_HOUR_MAX
                            + " things within the last hour: put this into the answer, or try again later"));
        }
        return Optional.empty();
    }

    private ReplyEffect<NoticeEvent, NoticeState> read(NoticeState state, PresentationProtocol.ReadNotice command) {
        var entry = state.byId(command.id());
        if (entry.isEmpty()) {
            var problem = new Problem(ProblemCode.NOT_FOUND, "There is no notification " + command.id() + ".");
            return Effect().reply(command.replyTo(), StatusReply.error(problem));
        }
        return entry.get().isRead()
                ? Effect().reply(command.replyTo(), StatusReply.success(Done.getInstance()))
                : Effect()
                        .persist(new NoticeEvent.Read(command.id(), clock.instant()))
                        .thenRun(next -> answerWhenVisible(command.replyTo()))
                        .thenNoReply();
    }

    private ReplyEffect<NoticeEvent, NoticeState> readAll(
            NoticeState state, PresentationProtocol.ReadAllNotices command) {
        if (state.count(entry -> !entry.isRead()) == 0) {
            return Effect().reply(command.replyTo(), StatusReply.success(Done.getInstance()));
        }
        return Effect()
                .persist(new NoticeEvent.AllRead(clock.instant()))
                .thenRun(next -> answerWhenVisible(command.replyTo()))
                .thenNoReply();
    }

    /** The storage substrate answers in our place. */
    private void answerWhenVisible(ActorRef<StatusReply<Done>> replyTo) {
        refs.storage().tell(new StorageProtocol.CatchUp(replyTo));
    }
}
