package dev.daemion.gateway.http;

import dev.daemion.kernel.ledger.LedgerEntry;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.StorageQuery;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * The book of decisions.
 *
 * <pre>
 * GET /ledger         newest first                                     200 400
 * GET /ledger/verify  whether every entry is as it was written         200
 * </pre>
 */
final class LedgerRoutes {
    private static final int WORD_LENGTH_MAX = 100;
    private static final int CURSOR_LENGTH_MAX = 20;

    private final Asks asks;

    LedgerRoutes(Asks asks) {
        this.asks = asks;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/ledger", this::listEntries), Endpoint.get("/ledger/verify", this::verify));
    }

    private CompletionStage<HttpResponse> listEntries(Exchange exchange) {
        var query = exchange.query();
        var device = query.text("device", 1, WORD_LENGTH_MAX);
        var action = query.text("action", 1, WORD_LENGTH_MAX);
        var cursor = query.text("cursor", 1, CURSOR_LENGTH_MAX);
        var limit = query.number("limit", 1, StorageQuery.LIMIT_MAX, StorageQuery.LIMIT_DEFAULT);
        query.done();
        var kept = new Links("/ledger")
                .with("device", device)
                .with("action", action)
                .with("limit", limit);
        CompletionStage<Page<LedgerEntry>> found = asks.read(new StorageQuery.Ledger(device, action, cursor, limit));
        return found.thenApply(page -> {
            var answer = Answers.ok(page.items());
            return page.next() == null
                    ? answer
                    : answer.addHeader(kept.with("cursor", page.next()).next());
        });
    }

    private CompletionStage<HttpResponse> verify(Exchange exchange) {
        exchange.query().done();
        return asks.read(new StorageQuery.VerifyLedger()).thenApply(Answers::ok);
    }
}
