package dev.daemion.gateway.http;

import dev.daemion.kernel.protocol.TriggerProtocol;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Deliveries from elsewhere. No token opens it and it opens nothing else: each delivery is signed with the secret of
 * its hook.
 *
 * <pre>
 * POST /hooks/{name}  a delivery to the job of that name, any content type, at most 1 MiB   202 401 413 429
 * </pre>
 */
final class HookRoutes {
    private static final List<String> HEADERS = List.of(
            "x-hub-signature-256", "x-daemion-signature", "x-daemion-timestamp", "x-github-event", "content-type");

    private final Asks asks;

    HookRoutes(Asks asks) {
        this.asks = asks;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.post("/hooks/{name}", this::deliver).open());
    }

    private CompletionStage<HttpResponse> deliver(Exchange exchange) {
        var headers = new HashMap<String, String>();
        HEADERS.forEach(name -> exchange.header(name).ifPresent(value -> headers.put(name, value)));
        return exchange.raw()
                .thenCompose(body -> asks.<Done>trigger(
                        replyTo -> new TriggerProtocol.Hook(exchange.pathValue(), headers, body, replyTo)))
                .thenApply(_ -> Answers.accepted(Map.of("status", "accepted")));
    }
}
