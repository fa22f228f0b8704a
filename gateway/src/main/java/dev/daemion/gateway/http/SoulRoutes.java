package dev.daemion.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol.ExtensionPatch;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * The character of agents. A change is a new version of the agent, like any other.
 *
 * <pre>
 * GET /soul                of the default agent              200
 * PUT /soul                {soul}; an empty one takes it away  200 400 409
 * GET /agents/{name}/soul  of another                        200 404
 * PUT /agents/{name}/soul  {soul}                            200 400 404 409
 * </pre>
 */
final class SoulRoutes {
    private static final String DEFAULT_AGENT = "daemion";
    private static final int LENGTH_MAX = 100_000;

    private final Asks asks;

    SoulRoutes(Asks asks) {
        this.asks = asks;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/soul", exchange -> getSoul(exchange, DEFAULT_AGENT)),
                Endpoint.put("/soul", exchange -> putSoul(exchange, DEFAULT_AGENT)),
                Endpoint.get("/agents/{name}/soul", exchange -> getSoul(exchange, exchange.pathValue())),
                Endpoint.put("/agents/{name}/soul", exchange -> putSoul(exchange, exchange.pathValue())));
    }

    /** @param soul empty when it has none */
    private record SoulView(String agent, String soul, int version) {
        static SoulView of(ExtensionView agent) {
            return new SoulView(agent.name(), agent.definition().path("soul").asText(), agent.version());
        }
    }

    private CompletionStage<HttpResponse> getSoul(Exchange exchange, String name) {
        exchange.query().done();
        return find(name).thenApply(agent -> Answers.ok(SoulView.of(agent)));
    }

    private CompletionStage<HttpResponse> putSoul(Exchange exchange, String name) {
        return exchange.body().thenCompose(body -> {
            var soul = body.requiredText("soul", 0, LENGTH_MAX).strip();
            body.done();
            return find(name).thenCompose(agent -> change(agent, soul, exchange));
        });
    }

    private CompletionStage<HttpResponse> change(ExtensionView agent, String soul, Exchange exchange) {
        ObjectNode definition = agent.definition().deepCopy();
        if (soul.isEmpty()) {
            definition.remove("soul");
        } else {
            definition.put("soul", soul);
        }
        var author = ExtensionAuthor.person(exchange.caller().name());
        return asks.<ExtensionView>extension(replyTo -> new ExtensionProtocol.ChangeExtension(
                        agent.id(), new ExtensionPatch(null, definition, null, null), agent.version(), author, replyTo))
                .thenApply(changed -> Answers.ok(SoulView.of(changed)));
    }

    private CompletionStage<ExtensionView> find(String name) {
        return asks.<Catalog>extension(ExtensionProtocol.CurrentCatalog::new)
                .thenApply(catalog -> catalog.find(ExtensionType.AGENT, name)
                        .orElseThrow(() -> new Problem(
                                ProblemCode.AGENT_NOT_FOUND,
                                "There is no active agent " + Quoted.of(name) + ". GET /agents lists them.")));
    }
}
