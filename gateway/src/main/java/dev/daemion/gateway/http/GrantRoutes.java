package dev.daemion.gateway.http;

import dev.daemion.kernel.approval.GrantView;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * What was allowed beyond one call.
 *
 * <pre>
 * GET    /grants       all that hold, newest first                          200
 * DELETE /grants/{id}  takes one back; the id is that of its approval       204 404
 * </pre>
 */
final class GrantRoutes {
    private final Asks asks;

    GrantRoutes(Asks asks) {
        this.asks = asks;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/grants", this::listGrants), Endpoint.delete("/grants/{id}", this::revokeGrant));
    }

    private CompletionStage<HttpResponse> listGrants(Exchange exchange) {
        exchange.query().done();
        return asks.<List<GrantView>>execution(ExecutionProtocol.Grants::new).thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> revokeGrant(Exchange exchange) {
        var id = exchange.id(ApprovalId::parse, ProblemCode.APPROVAL_NOT_FOUND);
        return asks.<Done>execution(replyTo ->
                        new ExecutionProtocol.RevokeGrant(id, exchange.caller().name(), replyTo))
                .thenApply(done -> Answers.noContent());
    }
}
