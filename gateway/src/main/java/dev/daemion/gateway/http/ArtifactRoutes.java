package dev.daemion.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.StorageQuery;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * What agents and people have made and kept. Changing and deleting is done through {@code /extensions}.
 *
 * <pre>
 * GET /artifacts               newest first; threadId, cursor, limit               200 400
 * GET /artifacts/{id}          one, by id or by name                               200 404
 * GET /artifacts/{id}/content  its bytes, as a download; version, If-None-Match    200 304 400 403 404 413
 * </pre>
 */
final class ArtifactRoutes {
    private static final int VERSIONS_MAX = 1_000_000;

    private final Asks asks;
    private final Downloads downloads;

    ArtifactRoutes(Asks asks) {
        this.asks = asks;
        this.downloads = new Downloads(asks);
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/artifacts", this::listArtifacts),
                Endpoint.get("/artifacts/{id}", this::getArtifact),
                Endpoint.get("/artifacts/{id}/content", this::getContent));
    }

    /**
     * @param size bytes of what stands in the record; null for a file, whose size is known when it is asked for
     * @param path of the file; null when the content stands in the record
     */
    private record ArtifactView(
            ExtensionId id,
            String name,
            String description,
            String mimeType,
            @Nullable Integer size,
            @Nullable String path,
            @Nullable String threadId,
            int version,
            ExtensionSource source,
            ExtensionStatus status,
            @Nullable String ownerAgentId,
            Instant createdAt,
            Instant updatedAt) {
        static ArtifactView of(ExtensionView extension) {
            var definition = extension.definition();
            var content = text(definition, "content");
            return new ArtifactView(
                    extension.id(),
                    extension.name(),
                    extension.description(),
                    definition.path("mimeType").asText(),
                    content == null ? null : content.getBytes(StandardCharsets.UTF_8).length,
                    text(definition, "path"),
                    text(definition, "threadId"),
                    extension.version(),
                    extension.source(),
                    extension.status(),
                    extension.ownerAgentId(),
                    extension.createdAt(),
                    extension.updatedAt());
        }

        private static @Nullable String text(JsonNode definition, String name) {
            var value = definition.get(name);
            return value == null ? null : value.asText();
        }
    }

    private CompletionStage<HttpResponse> listArtifacts(Exchange exchange) {
        var query = exchange.query();
        var thread = query.parsed("thread_id", ThreadId::parse, "a thread's id");
        var cursor = query.parsed("cursor", ExtensionId::parse, "an artifact's id, as the Link header gives it");
        var limit = query.number("limit", 1, StorageQuery.LIMIT_MAX, StorageQuery.LIMIT_DEFAULT);
        query.done();
        var kept = new Links("/artifacts")
                .with("thread_id", thread == null ? null : thread.value())
                .with("limit", limit);
        return asks.read(new StorageQuery.Artifacts(thread, cursor == null ? null : cursor.value(), limit))
                .thenApply(page -> {
                    var answer = Answers.ok(
                            page.items().stream().map(ArtifactView::of).toList());
                    return page.next() == null
                            ? answer
                            : answer.addHeader(kept.with("cursor", page.next()).next());
                });
    }

    private CompletionStage<HttpResponse> getArtifact(Exchange exchange) {
        exchange.query().done();
        return find(exchange).thenApply(artifact -> Answers.ok(ArtifactView.of(artifact)));
    }

    private CompletionStage<HttpResponse> getContent(Exchange exchange) {
        var query = exchange.query();
        int version = query.number("version", 1, VERSIONS_MAX, 0);
        query.done();
        return find(exchange).thenCompose(artifact -> {
            CompletionStage<JsonNode> definition = version == 0 || version == artifact.version()
                    ? CompletableFuture.completedStage(artifact.definition())
                    : asks.read(new StorageQuery.ExtensionVersion(artifact.id(), version));
            return definition.thenCompose(said -> downloads.of(artifact.name(), said, exchange));
        });
    }

    private CompletionStage<ExtensionView> find(Exchange exchange) {
        var text = exchange.pathValue();
        CompletionStage<ExtensionView> found = ExtensionId.parse(text)
                .<CompletionStage<ExtensionView>>map(id -> asks.read(new StorageQuery.OneExtension(id)))
                .orElseGet(() -> asks.read(new StorageQuery.ExtensionNamed(ExtensionType.ARTIFACT, text)));
        return found.thenApply(extension -> {
            if (extension.type() != ExtensionType.ARTIFACT) {
                throw new Problem(
                        ProblemCode.EXTENSION_NOT_FOUND,
                        extension.name() + " is no artifact but a "
                                + extension.type().wire() + ".");
            }
            return extension;
        });
    }
}
