package dev.daemion.gateway.http;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExecutionProtocol.StopRun;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.run.RunStatus;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/**
 * What was executed, and what the model was told.
 *
 * <pre>
 * GET  /runs                newest first; thread_id, job, status, limit   200 400
 * GET  /runs/{id}           one with its steps                            200 404
 * GET  /runs/{id}/context   exactly what the model was given              200 404
 * POST /runs/{id}/cancel    stop it, or take back what waits for it       200 404 409
 * GET  /turns/{id}/context  exactly what the model was given              200 404
 * </pre>
 */
final class RunRoutes {
    private static final int JOB_LENGTH_MAX = 64;

    private final Asks asks;

    RunRoutes(Asks asks) {
        this.asks = asks;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/runs", this::listRuns),
                Endpoint.get("/runs/{id}", this::getRun),
                Endpoint.get("/runs/{id}/context", this::getRunContext),
                Endpoint.post("/runs/{id}/cancel", this::cancelRun),
                Endpoint.get("/turns/{id}/context", this::getContext));
    }

    private CompletionStage<HttpResponse> listRuns(Exchange exchange) {
        var query = exchange.query();
        var thread = query.parsed("thread_id", ThreadId::parse, "the id of a thread");
        var job = query.text("job", 1, JOB_LENGTH_MAX);
        var status = query.oneOf("status", List.of(RunStatus.values()), RunStatus::wire);
        var limit = query.number("limit", 1, StorageQuery.LIMIT_MAX, StorageQuery.LIMIT_DEFAULT);
        var cursor = query.parsed("cursor", RunId::parse, "a run's id, as the Link header gives it");
        query.done();
        var links = new Links("/runs")
                .with("thread_id", thread)
                .with("job", job)
                .with("status", status == null ? null : status.wire())
                .with("limit", limit);
        return asks.read(new StorageQuery.RunPage(new StorageQuery.Runs(job, thread, status, limit), cursor))
                .thenApply(page -> Answers.page(page, links));
    }

    private CompletionStage<HttpResponse> getRun(Exchange exchange) {
        return asks.read(new StorageQuery.OneRun(runId(exchange))).thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> cancelRun(Exchange exchange) {
        var id = runId(exchange);
        return exchange.optionalBody()
                .thenCompose(body -> {
                    body.done();
                    return asks.<Done>execution(replyTo -> new StopRun(id, replyTo));
                })
                .thenCompose(done -> asks.read(new StorageQuery.OneRun(id)))
                .thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> getContext(Exchange exchange) {
        var id = exchange.id(TurnId::parse, ProblemCode.TURN_NOT_FOUND);
        return asks.read(new StorageQuery.TurnContext(id))
                .thenApply(json -> Answers.json(200, ByteString.fromString(json)));
    }

    private CompletionStage<HttpResponse> getRunContext(Exchange exchange) {
        return asks.read(new StorageQuery.RunContext(runId(exchange)))
                .thenApply(json -> Answers.json(200, ByteString.fromString(json)));
    }

    private static RunId runId(Exchange exchange) {
        return exchange.id(RunId::parse, ProblemCode.RUN_NOT_FOUND);
    }
}
