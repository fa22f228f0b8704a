package dev.daemion.gateway.http;

import dev.daemion.kernel.approval.ApprovalKind;
import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.approval.Decision;
import dev.daemion.kernel.approval.Scope;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExecutionProtocol.Decide;
import dev.daemion.kernel.protocol.StorageQuery;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Questions that wait for a person.
 *
 * <pre>
 * GET  /approvals       pending first; status, kind, limit      200 400
 * GET  /approvals/{id}  one                                     200 404
 * POST /approvals/{id}  answer it; the first answer wins        200 400 404 409
 * </pre>
 */
final class ApprovalRoutes {
    private static final int NOTE_LENGTH_MAX = 2_000;

    private final Asks asks;

    ApprovalRoutes(Asks asks) {
        this.asks = asks;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/approvals", this::listApprovals),
                Endpoint.get("/approvals/{id}", this::getApproval),
                Endpoint.post("/approvals/{id}", this::decide));
    }

    private CompletionStage<HttpResponse> listApprovals(Exchange exchange) {
        var query = exchange.query();
        var status = query.oneOf("status", List.of(ApprovalStatus.values()), ApprovalStatus::wire);
        var kind = query.oneOf("kind", List.of(ApprovalKind.values()), ApprovalKind::wire);
        var limit = query.number("limit", 1, StorageQuery.LIMIT_MAX, StorageQuery.LIMIT_DEFAULT);
        query.done();
        return asks.read(new StorageQuery.Approvals(status, kind, limit)).thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> getApproval(Exchange exchange) {
        return asks.read(new StorageQuery.OneApproval(approvalId(exchange))).thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> decide(Exchange exchange) {
        var id = approvalId(exchange);
        return exchange.body()
                .thenCompose(body -> {
                    var decision = body.oneOf("decision", List.of(Decision.values()), Decision::wire);
                    if (decision == null && !body.has("decision")) {
                        body.wrong("decision", "is required: approve or deny");
                    }
                    var scope = body.oneOf("scope", List.of(Scope.values()), Scope::wire);
                    var note = body.text("note", 0, NOTE_LENGTH_MAX);
                    body.done();
                    return asks.<ApprovalView>execution(replyTo -> new Decide(
                            id,
                            Objects.requireNonNull(decision),
                            Objects.requireNonNullElse(scope, Scope.ONCE),
                            note,
                            exchange.caller().name(),
                            replyTo));
                })
                .thenApply(Answers::ok);
    }

    private static ApprovalId approvalId(Exchange exchange) {
        return exchange.id(ApprovalId::parse, ProblemCode.APPROVAL_NOT_FOUND);
    }
}
