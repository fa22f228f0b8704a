package dev.daemion.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.job.JobStartView;
import dev.daemion.kernel.job.JobView;
import dev.daemion.kernel.job.ScheduleView;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.TriggerProtocol;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Jobs: which there are, when they fire, how they went, and starting one by hand. What a job is stands in its
 * extension.
 *
 * <pre>
 * GET  /jobs                newest first; q, cursor, limit                     200 400
 * GET  /jobs/{name}         one                                                200 404
 * GET  /jobs/{name}/runs    newest first; cursor, limit                        200 400 404
 * GET  /jobs/{name}/slots   what became of its due times, newest first; cursor, limit  200 400 404
 * POST /jobs/{name}/run     start it; dry, version, Idempotency-Key, {input}            202 400 404 409
 * POST /run/{name}          the same                                           202 400 404 409
 * GET  /schedule            what will fire, and its forecast cost; days        200 400
 * </pre>
 */
final class JobRoutes {
    private static final int RUNS_DEFAULT = 20;
    private static final int DAYS_DEFAULT = 7;
    private static final int KEY_LENGTH_MAX = 150;
    private static final int TEXT_LENGTH_MAX = 200;
    private static final int VERSIONS_MAX = 1_000_000;
    private static final int INPUT_LENGTH_MAX = 100_000;

    private final Asks asks;

    JobRoutes(Asks asks) {
        this.asks = asks;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/jobs", this::listJobs),
                Endpoint.get("/jobs/{name}", this::getJob),
                Endpoint.get("/jobs/{name}/runs", this::listRuns),
                Endpoint.get("/jobs/{name}/slots", this::listSlots),
                Endpoint.post("/jobs/{name}/run", this::runJob),
                Endpoint.post("/run/{name}", this::runJob),
                Endpoint.get("/schedule", this::getSchedule));
    }

    private CompletionStage<HttpResponse> listJobs(Exchange exchange) {
        var query = exchange.query();
        var text = query.text("q", 1, TEXT_LENGTH_MAX);
        var cursor = query.parsed("cursor", ExtensionId::parse, "a job's id, as the Link header gives it");
        var limit = query.number("limit", 1, StorageQuery.LIMIT_MAX, StorageQuery.LIMIT_DEFAULT);
        query.done();
        return asks.<Page<JobView>>trigger(replyTo ->
                        new TriggerProtocol.Jobs(text, cursor == null ? null : cursor.value(), limit, replyTo))
                .thenApply(page ->
                        Answers.page(page, new Links("/jobs").with("q", text).with("limit", limit)));
    }

    private CompletionStage<JobView> job(Exchange exchange) {
        return asks.trigger(replyTo -> new TriggerProtocol.OneJob(exchange.pathValue(), replyTo));
    }

    private CompletionStage<HttpResponse> getJob(Exchange exchange) {
        return job(exchange).thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> listRuns(Exchange exchange) {
        var query = exchange.query();
        var limit = query.number("limit", 1, StorageQuery.LIMIT_MAX, RUNS_DEFAULT);
        var cursor = query.parsed("cursor", RunId::parse, "a run's id, as the Link header gives it");
        query.done();
        return job(exchange)
                .thenCompose(job -> asks.read(
                                new StorageQuery.RunPage(new StorageQuery.Runs(job.name(), null, null, limit), cursor))
                        .thenApply(page ->
                                Answers.page(page, new Links("/jobs/" + job.name() + "/runs").with("limit", limit))));
    }

    private CompletionStage<HttpResponse> listSlots(Exchange exchange) {
        var query = exchange.query();
        var limit = query.number("limit", 1, StorageQuery.LIMIT_MAX, StorageQuery.LIMIT_DEFAULT);
        var before = query.parsed("cursor", JobRoutes::place, "what the Link header gives");
        query.done();
        return job(exchange)
                .thenCompose(job -> asks.read(new StorageQuery.Slots(job.name(), before, limit))
                        .thenApply(page ->
                                Answers.page(page, new Links("/jobs/" + job.name() + "/slots").with("limit", limit))));
    }

    private static Optional<Long> place(String text) {
        return text.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private CompletionStage<HttpResponse> runJob(Exchange exchange) {
        var query = exchange.query();
        boolean isDry = Boolean.TRUE.equals(query.flag("dry"));
        int version = query.number("version", 1, VERSIONS_MAX, 0);
        if (version > 0 && !isDry) {
            query.wrong("version", "expected only with dry=true: what runs is the version in force");
        }
        query.done();
        var key = exchange.request().getHeader("Idempotency-Key").map(HttpHeader::value);
        if (key.filter(k -> k.isBlank() || k.length() > KEY_LENGTH_MAX).isPresent()) {
            throw new Problem(
                    ProblemCode.VALIDATION_FAILED, "Idempotency-Key takes 1 to " + KEY_LENGTH_MAX + " characters.");
        }
        return exchange.optionalBody()
                .thenCompose(body -> {
                    var input = Optional.ofNullable(body.object("input"));
                    if (input.map(JsonNode::toString).orElse("").length() > INPUT_LENGTH_MAX) {
                        body.wrong("input", "expected at most " + INPUT_LENGTH_MAX + " characters of JSON");
                    }
                    body.done();
                    return asks.<JobStartView>trigger(replyTo -> new TriggerProtocol.RunJob(
                            exchange.pathValue(),
                            isDry,
                            version == 0 ? null : version,
                            input.orElseGet(JsonNodeFactory.instance::objectNode),
                            key.orElse(null),
                            replyTo));
                })
                .thenApply(Answers::accepted);
    }

    private CompletionStage<HttpResponse> getSchedule(Exchange exchange) {
        var query = exchange.query();
        var days = query.number("days", 1, TriggerProtocol.SCHEDULE_DAYS_MAX, DAYS_DEFAULT);
        query.done();
        return asks.<ScheduleView>trigger(replyTo -> new TriggerProtocol.Upcoming(days, replyTo))
                .thenApply(Answers::ok);
    }
}
