package dev.daemion.gateway.http;

import dev.daemion.gateway.auth.Caller;
import dev.daemion.kernel.conversation.ThreadSettings;
import dev.daemion.kernel.conversation.ThreadView;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ContextProtocol.ChangeThread;
import dev.daemion.kernel.protocol.ContextProtocol.CreateThread;
import dev.daemion.kernel.protocol.ContextProtocol.DeleteThread;
import dev.daemion.kernel.protocol.ContextProtocol.ForkThread;
import dev.daemion.kernel.protocol.ContextProtocol.ThreadChange;
import dev.daemion.kernel.protocol.StorageProtocol.MarkRead;
import dev.daemion.kernel.protocol.StorageQuery;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Conversations and their turns.
 *
 * <pre>
 * GET    /threads            list, last touched first; cursor, q, archived, limit   200 400
 * POST   /threads            create                                                 201 400 404
 * GET    /threads/{id}       one                                                    200 404
 * PATCH  /threads/{id}       title, agent, model, mode, project, archived           200 400 404
 * DELETE /threads/{id}       remove its content for good                            204 404
 * GET    /threads/{id}/turns oldest first; before, limit                            200 400 404
 * POST   /threads/{id}/fork  a new thread up to a turn                              201 400 404
 * </pre>
 */
final class ThreadRoutes {
    private static final int NAME_LENGTH_MAX = 64;
    private static final int MODEL_LENGTH_MAX = 200;
    private static final int CURSOR_LENGTH_MAX = 500;
    private static final int SEARCH_LENGTH_MAX = 200;

    private final Asks asks;
    private final EncodedPages pages = new EncodedPages();

    ThreadRoutes(Asks asks) {
        this.asks = asks;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/threads", this::listThreads),
                Endpoint.post("/threads", this::createThread),
                Endpoint.get("/threads/{id}", this::getThread),
                Endpoint.patch("/threads/{id}", this::changeThread),
                Endpoint.delete("/threads/{id}", this::deleteThread),
                Endpoint.get("/threads/{id}/turns", this::listTurns),
                Endpoint.post("/threads/{id}/fork", this::forkThread));
    }

    private CompletionStage<HttpResponse> listThreads(Exchange exchange) {
        var query = exchange.query();
        var text = query.text("q", 0, SEARCH_LENGTH_MAX);
        var archived = query.oneOf("archived", List.of("false", "true", "all"), choice -> choice);
        var cursor = query.text("cursor", 1, CURSOR_LENGTH_MAX);
        var limit = query.number("limit", 1, StorageQuery.LIMIT_MAX, StorageQuery.LIMIT_DEFAULT);
        query.done();
        var kept =
                new Links("/threads").with("q", text).with("archived", archived).with("limit", limit);
        return asks.read(new StorageQuery.Threads(
                        text == null || text.isBlank() ? null : text, archivedOnly(archived), cursor, limit))
                .thenApply(page -> pages.answer(page, kept.with("cursor", page.next())));
    }

    /** Without a word about it, what is archived stays out of the list. */
    private static @Nullable Boolean archivedOnly(@Nullable String choice) {
        return "all".equals(choice) ? null : Boolean.valueOf("true".equals(choice));
    }

    private CompletionStage<HttpResponse> createThread(Exchange exchange) {
        return exchange.optionalBody()
                .thenCompose(body -> {
                    var settings = settings(body, null);
                    body.done();
                    return asks.<ThreadView>context(replyTo -> new CreateThread(settings, replyTo));
                })
                .thenApply(thread -> Answers.created("/threads/" + thread.id(), thread));
    }

    private CompletionStage<HttpResponse> getThread(Exchange exchange) {
        var id = threadId(exchange);
        exchange.query().done();
        return asks.read(new StorageQuery.OneThread(id)).thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> changeThread(Exchange exchange) {
        var id = threadId(exchange);
        return exchange.body()
                .thenCompose(body -> {
                    var change = settings(body, body.flag("archived"));
                    body.done();
                    return asks.<ThreadView>context(replyTo -> new ChangeThread(id, change, replyTo));
                })
                .thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> deleteThread(Exchange exchange) {
        var id = threadId(exchange);
        return asks.<Done>context(replyTo -> new DeleteThread(id, replyTo)).thenApply(done -> Answers.noContent());
    }

    private CompletionStage<HttpResponse> listTurns(Exchange exchange) {
        var id = threadId(exchange);
        var query = exchange.query();
        var before = query.text("before", 1, NAME_LENGTH_MAX);
        var limit = query.number("limit", 1, StorageQuery.LIMIT_MAX, StorageQuery.LIMIT_DEFAULT);
        query.done();
        var kept = new Links("/threads/" + id + "/turns").with("limit", limit);
        return asks.read(new StorageQuery.Turns(id, turnId(before), limit)).thenApply(page -> {
            if (before == null && exchange.caller() instanceof Caller.PairedDevice) {
                asks.refs().storage().tell(new MarkRead(id));
            }
            return pages.answer(page, kept.with("before", page.next()));
        });
    }

    private CompletionStage<HttpResponse> forkThread(Exchange exchange) {
        var id = threadId(exchange);
        return exchange.optionalBody()
                .thenCompose(body -> {
                    var upTo = body.text("turn_id", 1, NAME_LENGTH_MAX);
                    body.done();
                    var turn = turnId(upTo);
                    return asks.<ThreadView>context(replyTo -> new ForkThread(id, turn, replyTo));
                })
                .thenApply(thread -> Answers.created("/threads/" + thread.id(), thread));
    }

    private static ThreadChange settings(Fields body, @Nullable Boolean archived) {
        return new ThreadChange(
                body.text("title", 1, ThreadSettings.TITLE_LENGTH_MAX),
                body.text("agent_id", 1, NAME_LENGTH_MAX),
                body.clearable("model", MODEL_LENGTH_MAX),
                body.text("mode", 1, NAME_LENGTH_MAX),
                body.clearable("project_id", NAME_LENGTH_MAX),
                archived);
    }

    private static ThreadId threadId(Exchange exchange) {
        return exchange.id(ThreadId::parse, ProblemCode.THREAD_NOT_FOUND);
    }

    private static @Nullable TurnId turnId(@Nullable String text) {
        return text == null
                ? null
                : TurnId.parse(text)
                        .orElseThrow(() -> new Problem(
                                ProblemCode.TURN_NOT_FOUND, "There is no turn with the id " + Quoted.of(text) + "."));
    }
}
