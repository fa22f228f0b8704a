package dev.daemion.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.definition.ControlDefinition;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol.IntegrationView;
import dev.daemion.kernel.protocol.ExecutionProtocol.ModelView;
import dev.daemion.kernel.protocol.ExecutionProtocol.ToolView;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * What there is to choose from.
 *
 * <pre>
 * GET /agents  roles that answer turns                     200
 * GET /modes   what an agent may do without asking         200
 * GET /tools   what agents can use                         200
 * GET /models  aliases with provider, price and readiness  200
 * GET /integrations  what is connected, with its tools     200
 * </pre>
 */
final class CatalogRoutes {
    private static final String NAME_PREFIX = ControlDefinition.Mode.NAME_PREFIX;
    private static final List<ModeView> MODES = List.of(
            new ModeView("plan", "Plan", "Reads and proposes; changes nothing.", null),
            new ModeView("act", "Act", "Works; asks before anything risky.", null));

    private final Asks asks;

    CatalogRoutes(Asks asks) {
        this.asks = asks;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/agents", this::listAgents),
                Endpoint.get("/modes", this::listModes),
                Endpoint.get("/tools", this::listTools),
                Endpoint.get("/models", this::listModels),
                Endpoint.get("/integrations", this::listIntegrations));
    }

    /** @param id the name, by which threads and turns call it */
    private record AgentView(
            String id,
            String name,
            String description,
            @Nullable String model,
            @Nullable String icon,
            @Nullable String color,
            List<String> suggestions) {}

    private record ModeView(
            String name,
            String label,
            String description,
            @Nullable String color) {}

    private CompletionStage<HttpResponse> listAgents(Exchange exchange) {
        exchange.query().done();
        return catalog()
                .thenApply(catalog -> Answers.ok(catalog.ofType(ExtensionType.AGENT)
                        .map(CatalogRoutes::agent)
                        .toList()));
    }

    private static AgentView agent(ExtensionView extension) {
        var definition = extension.definition();
        var suggestions = new ArrayList<String>();
        definition.path("suggestions").forEach(suggestion -> suggestions.add(suggestion.asText()));
        return new AgentView(
                extension.name(),
                extension.name(),
                extension.description(),
                text(definition, "model"),
                text(definition, "icon"),
                text(definition, "color"),
                List.copyOf(suggestions));
    }

    /** The two the kernel brings, then those of mode controls, which may also describe the two. */
    private CompletionStage<HttpResponse> listModes(Exchange exchange) {
        exchange.query().done();
        return catalog().thenApply(catalog -> {
            var modes = new LinkedHashMap<String, ModeView>();
            MODES.forEach(mode -> modes.put(mode.name(), mode));
            catalog.ofType(ExtensionType.CONTROL)
                    .filter(control ->
                            control.definition().path("kind").asText().equals("mode"))
                    .map(CatalogRoutes::mode)
                    .forEach(mode -> modes.put(mode.name(), mode));
            return Answers.ok(List.copyOf(modes.values()));
        });
    }

    private static ModeView mode(ExtensionView control) {
        var name = control.name().startsWith(NAME_PREFIX)
                ? control.name().substring(NAME_PREFIX.length())
                : control.name();
        var label = text(control.definition(), "label");
        return new ModeView(
                name, label == null ? name : label, control.description(), text(control.definition(), "color"));
    }

    private CompletionStage<HttpResponse> listTools(Exchange exchange) {
        exchange.query().done();
        return asks.<List<ToolView>>execution(ExecutionProtocol.Tools::new).thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> listIntegrations(Exchange exchange) {
        exchange.query().done();
        return asks.<List<IntegrationView>>execution(ExecutionProtocol.Integrations::new)
                .thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> listModels(Exchange exchange) {
        exchange.query().done();
        return asks.<List<ModelView>>execution(ExecutionProtocol.Models::new).thenApply(Answers::ok);
    }

    private CompletionStage<Catalog> catalog() {
        return asks.<Catalog>extension(ExtensionProtocol.CurrentCatalog::new);
    }

    private static @Nullable String text(JsonNode definition, String name) {
        var value = definition.get(name);
        return value == null || !value.isTextual() ? null : value.textValue();
    }
}
