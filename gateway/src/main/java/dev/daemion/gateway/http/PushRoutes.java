package dev.daemion.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.gateway.auth.Caller;
import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.id.PushId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.PushProtocol;
import dev.daemion.kernel.protocol.PushProtocol.PushKey;
import dev.daemion.kernel.protocol.PushProtocol.SubscriptionView;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Web Push: notices that reach a device whose page is closed. A subscription belongs to the paired device that made it.
 *
 * <pre>
 * GET    /push/key                 what a browser subscribes with    200
 * GET    /push/subscriptions       those of the calling device       200 403
 * POST   /push/subscriptions       subscribe                         201 400 403
 * DELETE /push/subscriptions/{id}  unsubscribe                       204 403 404
 * POST   /push/test                send one to the calling device    202 403 404
 * </pre>
 */
final class PushRoutes {
    private static final int ENDPOINT_LENGTH_MAX = 2_000;
    private static final int KEY_LENGTH_MAX = 200;

    private final Asks asks;

    PushRoutes(Asks asks) {
        this.asks = asks;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/push/key", this::getKey),
                Endpoint.get("/push/subscriptions", this::listSubscriptions),
                Endpoint.post("/push/subscriptions", this::subscribe),
                Endpoint.delete("/push/subscriptions/{id}", this::unsubscribe),
                Endpoint.post("/push/test", this::tryOut));
    }

    private CompletionStage<HttpResponse> getKey(Exchange exchange) {
        exchange.query().done();
        return asks.<PushKey>presentation(PushProtocol.Key::new).thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> listSubscriptions(Exchange exchange) {
        exchange.query().done();
        var device = device(exchange);
        return asks.<List<SubscriptionView>>presentation(replyTo -> new PushProtocol.Subscriptions(device, replyTo))
                .thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> subscribe(Exchange exchange) {
        var device = device(exchange);
        return exchange.body().thenCompose(body -> {
            var endpoint = body.requiredText("endpoint", 1, ENDPOINT_LENGTH_MAX);
            var keys = body.object("keys");
            // Part of what PushSubscription.toJSON() gives; services that set a time answer 410 after it anyway.
            body.has("expirationTime");
            if (keys == null) {
                body.wrong("keys", "is required: an object with p256dh and auth");
            }
            body.done();
            var given = Objects.requireNonNull(keys);
            return asks.<SubscriptionView>presentation(replyTo -> new PushProtocol.Subscribe(
                            device, endpoint, key(given, "p256dh"), key(given, "auth"), replyTo))
                    .thenApply(view -> Answers.json(201, view));
        });
    }

    private static String key(JsonNode keys, String name) {
        var text = keys.path(name).asText("");
        return text.length() <= KEY_LENGTH_MAX ? text : "";
    }

    private CompletionStage<HttpResponse> unsubscribe(Exchange exchange) {
        var device = device(exchange);
        var id = exchange.id(PushId::parse, ProblemCode.NOT_FOUND);
        return asks.<Done>presentation(replyTo -> new PushProtocol.Unsubscribe(device, id, replyTo))
                .thenApply(_ -> Answers.noContent());
    }

    private CompletionStage<HttpResponse> tryOut(Exchange exchange) {
        var device = device(exchange);
        return asks.<Done>presentation(replyTo -> new PushProtocol.Try(device, replyTo))
                .thenApply(_ -> Answers.json(202, new Sent(true)));
    }

    private record Sent(boolean isSent) {}

    private static DeviceId device(Exchange exchange) {
        if (exchange.caller() instanceof Caller.PairedDevice paired) {
            return paired.id();
        }
        throw new Problem(ProblemCode.FORBIDDEN, "Push subscriptions belong to paired devices: pair this one first.");
    }
}
