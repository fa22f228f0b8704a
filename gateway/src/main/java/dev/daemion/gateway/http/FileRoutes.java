package dev.daemion.gateway.http;

import dev.daemion.kernel.protocol.FileProtocol;
import dev.daemion.kernel.protocol.FileProtocol.FileEntry;
import dev.daemion.kernel.protocol.FileProtocol.FindFiles;
import dev.daemion.kernel.protocol.FileProtocol.ListDirectory;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * The files agents may work on; nothing outside the configured roots is shown.
 *
 * <pre>
 * GET /filesystem/ls      entries of a directory; path     200 400 403 404
 * GET /filesystem/search  by name; path, q, limit          200 400 403 404
 * </pre>
 */
final class FileRoutes {
    private static final int PATH_LENGTH_MAX = 4_096;
    private static final int TEXT_LENGTH_MAX = 255;
    private static final int LIMIT_DEFAULT = 100;

    private final Asks asks;

    FileRoutes(Asks asks) {
        this.asks = asks;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/filesystem/ls", this::listDirectory),
                Endpoint.get("/filesystem/search", this::findFiles));
    }

    private CompletionStage<HttpResponse> listDirectory(Exchange exchange) {
        var query = exchange.query();
        var path = query.text("path", 1, PATH_LENGTH_MAX);
        query.done();
        return asks.<List<FileEntry>>execution(replyTo -> new ListDirectory(path, replyTo))
                .thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> findFiles(Exchange exchange) {
        var query = exchange.query();
        var path = query.text("path", 1, PATH_LENGTH_MAX);
        var text = query.requiredText("q", 1, TEXT_LENGTH_MAX);
        var limit = query.number("limit", 1, FileProtocol.ENTRIES_MAX, LIMIT_DEFAULT);
        query.done();
        return asks.<List<FileEntry>>execution(replyTo -> new FindFiles(path, text, limit, replyTo))
                .thenApply(Answers::ok);
    }
}
