package dev.daemion.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The contract itself: {@code docs/reference/openapi.yaml} as it was packed.
 *
 * <pre>
 * GET /openapi.json  as JSON   200
 * GET /docs          as a page 200
 * </pre>
 */
final class SpecRoutes {
    private static final String RESOURCE = "/docs/openapi.yaml";

    private final Once<ByteString> json = new Once<>(() -> Answers.encode(load()));
    private final Once<SpecPage> page = new Once<>(() -> SpecPage.of(load()));

    List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/openapi.json", this::getOpenApi), Endpoint.get("/docs", this::getDocs));
    }

    private CompletionStage<HttpResponse> getOpenApi(Exchange exchange) {
        exchange.query().done();
        return json.get().thenApply(encoded -> Answers.json(200, encoded));
    }

    private CompletionStage<HttpResponse> getDocs(Exchange exchange) {
        exchange.query().done();
        return page.get()
                .thenApply(found -> HttpResponse.create()
                        .withEntity(HttpEntities.create(ContentTypes.TEXT_HTML_UTF8, found.html()))
                        .addHeader(RawHeader.create("Content-Security-Policy", found.policy()))
                        .addHeader(RawHeader.create("Cache-Control", "no-store")));
    }

    static JsonNode load() {
        try (var in = SpecRoutes.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " was not packed");
            }
            Map<String, Object> document = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            return Json.shown().valueToTree(document);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }

    /** Made when first asked for, on a virtual thread: few ever ask, and parsing must not hold up the others. */
    private static final class Once<T> {
        private final Supplier<T> make;
        private final AtomicReference<@Nullable CompletableFuture<T>> made = new AtomicReference<>();

        Once(Supplier<T> make) {
            this.make = make;
        }

        CompletionStage<T> get() {
            var known = made.get();
            if (known != null) {
                return known;
            }
            var mine = new CompletableFuture<T>();
            if (made.compareAndSet(null, mine)) {
                mine.completeAsync(make, Thread::startVirtualThread);
                return mine;
            }
            return get();
        }
    }
}
