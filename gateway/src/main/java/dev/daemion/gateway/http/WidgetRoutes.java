package dev.daemion.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.WidgetProtocol.ReadWidget;
import dev.daemion.kernel.protocol.WidgetProtocol.WidgetData;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Small views of live data.
 *
 * <pre>
 * GET /widgets              those that take part, with their views                         200
 * GET /widgets/{name}/data  what the source of one answers, kept for its refreshSeconds    200 403 404 413 429 503
 * </pre>
 */
final class WidgetRoutes {
    private static final int REFRESH_SECONDS_DEFAULT = 60;

    private final Asks asks;

    WidgetRoutes(Asks asks) {
        this.asks = asks;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/widgets", this::listWidgets), Endpoint.get("/widgets/{name}/data", this::getData));
    }

    private record WidgetView(
            ExtensionId id,
            String name,
            String description,
            String slot,
            JsonNode source,
            int refreshSeconds,
            JsonNode view,
            int version) {
        static WidgetView of(ExtensionView extension) {
            var definition = extension.definition();
            return new WidgetView(
                    extension.id(),
                    extension.name(),
                    extension.description(),
                    definition.path("slot").asText(),
                    definition.path("source"),
                    definition.path("refreshSeconds").asInt(REFRESH_SECONDS_DEFAULT),
                    definition.path("view"),
                    extension.version());
        }
    }

    private CompletionStage<HttpResponse> listWidgets(Exchange exchange) {
        exchange.query().done();
        return asks.<Catalog>extension(ExtensionProtocol.CurrentCatalog::new)
                .thenApply(catalog -> Answers.ok(
                        catalog.ofType(ExtensionType.WIDGET).map(WidgetView::of).toList()));
    }

    private CompletionStage<HttpResponse> getData(Exchange exchange) {
        exchange.query().done();
        var name = exchange.pathValue();
        return asks.<WidgetData>presentation(replyTo -> new ReadWidget(name, replyTo))
                .thenApply(Answers::ok);
    }
}
