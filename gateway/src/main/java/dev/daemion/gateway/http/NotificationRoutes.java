package dev.daemion.gateway.http;

import dev.daemion.kernel.id.NoticeId;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.PresentationProtocol.ReadAllNotices;
import dev.daemion.kernel.protocol.PresentationProtocol.ReadNotice;
import dev.daemion.kernel.protocol.StorageQuery;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * What a person was told.
 *
 * <pre>
 * GET  /notifications            unread first, newest first; unread, after, limit   200 400
 * POST /notifications/read       all were seen                                      204
 * POST /notifications/{id}/read  one was seen                                       204 404
 * </pre>
 */
final class NotificationRoutes {
    private final Asks asks;

    NotificationRoutes(Asks asks) {
        this.asks = asks;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/notifications", this::list),
                Endpoint.post("/notifications/read", this::readAll),
                Endpoint.post("/notifications/{id}/read", this::read));
    }

    private CompletionStage<HttpResponse> list(Exchange exchange) {
        var query = exchange.query();
        var unread = Boolean.TRUE.equals(query.flag("unread"));
        var after = query.parsed("after", NoticeId::parse, "the id of a notification");
        var limit = query.number("limit", 1, StorageQuery.LIMIT_MAX, StorageQuery.LIMIT_DEFAULT);
        query.done();
        return asks.read(new StorageQuery.Notices(unread, after, limit)).thenApply(page -> {
            var answer = Answers.ok(page.items());
            return page.next() == null
                    ? answer
                    : answer.addHeader(new Links("/notifications")
                            .with("unread", unread ? true : null)
                            .with("limit", limit)
                            .with("after", page.next())
                            .next());
        });
    }

    private CompletionStage<HttpResponse> readAll(Exchange exchange) {
        return exchange.optionalBody()
                .thenCompose(body -> {
                    body.done();
                    return asks.<Done>presentation(ReadAllNotices::new);
                })
                .thenApply(done -> Answers.noContent());
    }

    private CompletionStage<HttpResponse> read(Exchange exchange) {
        var id = exchange.id(NoticeId::parse, ProblemCode.NOT_FOUND);
        return exchange.optionalBody()
                .thenCompose(body -> {
                    body.done();
                    return asks.<Done>presentation(replyTo -> new ReadNotice(id, replyTo));
                })
                .thenApply(done -> Answers.noContent());
    }
}
