package dev.daemion.substrate.execution;

import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.approval.ApprovalKind;
import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.approval.Decision;
import dev.daemion.kernel.approval.Scope;
import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.notice.NoticeDraft;
import dev.daemion.kernel.notice.NoticeKind;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.approval.ApprovalEntity;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * The way of a question to a person and of the answer back. Stages over messages; the entities belong to the substrate.
 */
record ApprovalDesk(Asks asks, SubstrateRefs refs, ActorRef<ExecutionProtocol.Message> self) {
    /** Name of the renderer that shows an approval. */
    private static final String CARD = "approval";

    /** A message to one approval, sent on by the substrate. */
    record ToApproval(ApprovalId id, ApprovalEntity.Command command) implements ExecutionProtocol.Message {}

    /** How an approval stands after it was asked for or answered. */
    record Resolved(ApprovalView approval, @Nullable String note) implements ExecutionProtocol.Message {}

    /** Journals the question, puts its card into the thread, and answers when every reader can see it. */
    CompletionStage<ApprovalView> request(ExecutionProtocol.RequestApproval command) {
        return this.<ApprovalEntity.Outcome>ask(
                        command.id(), replyTo -> new ApprovalEntity.Request(command.question(), replyTo))
                .thenCompose(outcome -> {
                    if (!outcome.isNew()) {
                        return CompletableFuture.completedStage(outcome.approval());
                    }
                    notice(outcome.approval());
                    return card(outcome.approval()).thenApply(_ -> outcome.approval());
                });
    }

    /** A person who looks elsewhere hears of it. Not waited for: the question stands in the list either way. */
    private void notice(ApprovalView approval) {
        var draft = new NoticeDraft(
                NoticeKind.APPROVAL_NEEDED,
                "Approval needed",
                approval.title(),
                approval.threadId(),
                approval.runId(),
                approval.id(),
                null);
        asks.<PresentationProtocol.Message, Done>ask(
                refs.presentation(), replyTo -> new PresentationProtocol.Notify(draft, replyTo));
    }

    CompletionStage<ApprovalView> decide(ExecutionProtocol.Decide command) {
        return mayDecide(command).thenCompose(_ -> decided(command));
    }

    /** What an approval of an extension would bring into force is looked at before the answer is journalled. */
    private CompletionStage<Done> mayDecide(ExecutionProtocol.Decide command) {
        if (command.decision() != Decision.APPROVE) {
            return CompletableFuture.completedStage(Done.getInstance());
        }
        return asks.<StorageProtocol.Message, ApprovalView>ask(
                        refs.storage(),
                        replyTo -> new StorageProtocol.Read<>(new StorageQuery.OneApproval(command.id()), replyTo))
                .thenCompose(approval -> {
                    var extensionId = approval.extensionId();
                    return approval.kind() != ApprovalKind.EXTENSION
                                    || approval.status() != ApprovalStatus.PENDING
                                    || extensionId == null
                            ? CompletableFuture.completedStage(Done.getInstance())
                            : asks.<ExtensionProtocol.Message, Done>ask(
                                    refs.extension(),
                                    replyTo -> new ExtensionProtocol.MayApprove(extensionId, command.id(), replyTo));
                });
    }

    private CompletionStage<ApprovalView> decided(ExecutionProtocol.Decide command) {
        return this.<ApprovalEntity.Outcome>ask(
                        command.id(),
                        replyTo -> new ApprovalEntity.Decide(
                                command.decision(), command.scope(), command.note(), command.decidedBy(), replyTo))
                .thenCompose(outcome -> {
                    if (outcome.isNew()) {
                        self.tell(new Resolved(outcome.approval(), outcome.note()));
                    }
                    return carried(outcome.approval()).thenCompose(this::visible);
                });
    }

    void withdraw(ApprovalId id) {
        this.<ApprovalEntity.Outcome>ask(id, ApprovalEntity.Expire::new);
    }

    /** Expires all that is past its time, the longest overdue first, and tells the runs that wait. */
    CompletionStage<Done> expire(Instant now) {
        return expire(now, Instant.EPOCH, null);
    }

    private CompletionStage<Done> expire(Instant now, Instant from, @Nullable ApprovalId after) {
        var query = new StorageQuery.OverdueApprovals(now, from, after, StorageQuery.LIMIT_MAX);
        return asks.<StorageProtocol.Message, List<ApprovalView>>ask(
                        refs.storage(), replyTo -> new StorageProtocol.Read<>(query, replyTo))
                .thenCompose(overdue -> {
                    CompletionStage<Done> all = CompletableFuture.completedStage(Done.getInstance());
                    for (var approval : overdue) {
                        all = all.thenCombine(expire(approval.id()), (_, done) -> done);
                    }
                    if (overdue.size() < StorageQuery.LIMIT_MAX) {
                        return all;
                    }
                    var last = overdue.getLast();
                    return all.thenCompose(_ -> expire(now, Objects.requireNonNull(last.expiresAt()), last.id()));
                });
    }

    private CompletionStage<Done> expire(ApprovalId id) {
        return this.<ApprovalEntity.Outcome>ask(id, ApprovalEntity.Expire::new).thenCompose(outcome -> {
            if (outcome.isNew()) {
                self.tell(new Resolved(outcome.approval(), outcome.note()));
            }
            return carried(outcome.approval()).thenApply(_ -> Done.getInstance());
        });
    }

    /**
     * An extension comes into force before a person hears that it was approved. Said twice it changes nothing; what
     * cannot be said now, the extension substrate asks for at its next start.
     */
    private CompletionStage<ApprovalView> carried(ApprovalView approval) {
        if (approval.kind() != ApprovalKind.EXTENSION) {
            return CompletableFuture.completedStage(approval);
        }
        return asks.<ExtensionProtocol.Message, Done>ask(
                        refs.extension(), replyTo -> new ExtensionProtocol.ApprovalResolved(approval, replyTo))
                .handle((_, _) -> approval);
    }

    /** A card in the thread reaches plain clients too. A thread that is gone needs none. */
    private CompletionStage<Done> card(ApprovalView approval) {
        var threadId = approval.threadId();
        if (threadId == null) {
            return visible(Done.getInstance());
        }
        var card = new Part.Card(CARD, Json.shown().valueToTree(approval));
        return asks.<ContextProtocol.Message, TurnId>ask(
                        refs.context(),
                        replyTo -> new ContextProtocol.NoteTurn(threadId, Role.SYSTEM, List.of(card), replyTo))
                .handle((_, _) -> Done.getInstance())
                .thenCompose(this::visible);
    }

    private <T> CompletionStage<T> visible(T value) {
        return asks.<StorageProtocol.Message, Done>ask(refs.storage(), StorageProtocol.CatchUp::new)
                .thenApply(_ -> value);
    }

    private <T> CompletionStage<T> ask(
            ApprovalId id, Function<ActorRef<StatusReply<T>>, ApprovalEntity.Command> command) {
        return asks.ask(self, replyTo -> new ToApproval(id, command.apply(replyTo)));
    }

    /** True when the answer is to hold for later calls too. */
    static boolean reachesBeyond(ApprovalView approval) {
        return approval.decision() == Decision.APPROVE
                && (approval.kind() == ApprovalKind.PERMISSION
                        || (approval.kind() == ApprovalKind.TOOL && approval.scope() != Scope.ONCE));
    }
}
