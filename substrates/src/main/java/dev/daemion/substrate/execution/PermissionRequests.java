package dev.daemion.substrate.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.kernel.approval.ApprovalKind;
import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol.ApprovalQuestion;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.substrate.execution.policy.PolicyEngine.Verdict;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an extension lacks is asked of a person, once for each thing until it is answered. Nobody waits for the answer:
 * the call is refused, and a permission counts from then on. Belongs to one run's actor.
 */
final class PermissionRequests {
    private static final Logger LOG = LoggerFactory.getLogger(PermissionRequests.class);
    private static final Duration ANSWER_WITHIN = Duration.ofDays(7);

    private final RunId id;
    private final RunServices services;
    private final Set<String> asked = new HashSet<>();

    PermissionRequests(RunId id, RunServices services) {
        this.id = id;
        this.services = services;
    }

    /** Answers what the caller is told. */
    String ask(RunEvent.Started started, RunCommand.Judged judged, Verdict.Exceed exceed) {
        if (asked.add(judged.use().name() + " " + exceed.subject())) {
            var question = question(started, judged, exceed);
            isAsked(question)
                    .thenCompose(isAsked ->
                            isAsked ? CompletableFuture.completedStage(Done.getInstance()) : request(question))
                    .whenComplete((_, failure) -> {
                        if (failure != null) {
                            LOG.warn("run {} could not ask for a permission: {}", id, failure.toString());
                        }
                    });
        }
        return exceed.reason() + " A person has been asked for it; try again once they allow it.";
    }

    /** True when the very same waits for an answer already: a job that fires every minute asks once. */
    private CompletionStage<Boolean> isAsked(ApprovalQuestion question) {
        var hash = Approvals.hash(question.detail());
        var open = new StorageQuery.Approvals(ApprovalStatus.PENDING, ApprovalKind.PERMISSION, StorageQuery.LIMIT_MAX);
        return services.asks()
                .<StorageProtocol.Message, List<ApprovalView>>ask(
                        services.refs().storage(), replyTo -> new StorageProtocol.Read<>(open, replyTo))
                .thenApply(waiting -> waiting.stream()
                        .anyMatch(other -> other.contentHash().equals(hash)
                                && question.extensionId() != null
                                && question.extensionId().equals(other.extensionId())));
    }

    private CompletionStage<Done> request(ApprovalQuestion question) {
        return services.asks()
                .<ExecutionProtocol.Message, ApprovalView>ask(
                        services.refs().execution(),
                        replyTo -> new ExecutionProtocol.RequestApproval(
                                ApprovalId.next(services.ids()), question, replyTo))
                .thenApply(_ -> Done.getInstance());
    }

    /** The extension's permission, in its own words: which call, and what it lacks. */
    private ApprovalQuestion question(RunEvent.Started started, RunCommand.Judged judged, Verdict.Exceed exceed) {
        var warrant = Objects.requireNonNull(started.assignment(), "only an extension exceeds")
                .warrant();
        var detail = ((ObjectNode) judged.detail())
                .deepCopy()
                .put("extension", warrant.type().wire() + "/" + warrant.name())
                .put("version", warrant.version());
        return new ApprovalQuestion(
                ApprovalKind.PERMISSION,
                "Allow " + warrant.name() + " to use " + judged.use().name(),
                exceed.reason() + " Allow it for this thread, or always?",
                detail,
                warrant.extensionId(),
                id,
                started.threadId(),
                services.clock().instant().plus(ANSWER_WITHIN));
    }
}
