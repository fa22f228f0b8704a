package dev.daemion.gateway.app;

import dev.daemion.gateway.http.Asks;
import dev.daemion.gateway.http.Endpoint;
import dev.daemion.gateway.http.Exchange;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.AppProtocol;
import dev.daemion.kernel.protocol.AppProtocol.AppStatus;
import dev.daemion.kernel.protocol.AppProtocol.AppView;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Where a browser shows an app. The ticket in the path opens this one app, in the version or the start it was given
 * for; a token is neither needed nor looked at. Everything here carries a policy that puts it into an opaque origin, so
 * that nothing an app does has the rights of our own page.
 *
 * <pre>
 * GET                         the document of an app without a server          200 401 404
 * GET POST PUT PATCH DELETE   the server of an app, WebSockets too    any 401 403 503
 * </pre>
 */
final class SandboxRoutes {
    static final String PREFIX = Endpoint.SANDBOX;

    private final Asks asks;
    private final Tickets tickets;
    private final AppProxy proxy;

    SandboxRoutes(Asks asks, Tickets tickets, AppProxy proxy) {
        this.asks = asks;
        this.tickets = tickets;
        this.proxy = proxy;
    }

    List<Endpoint> endpoints() {
        return Stream.of("GET", "POST", "PUT", "PATCH", "DELETE")
                .map(method -> Endpoint.ticketed(method, PREFIX + "{ticket}/{path}", this::show))
                .toList();
    }

    private CompletionStage<HttpResponse> show(Exchange exchange) {
        var text = exchange.pathValue(0);
        var ticket = tickets.verified(text);
        var rest = exchange.pathValue(1);
        return switch (ticket.face()) {
            case DOCUMENT -> document(ticket, rest, exchange);
            case SERVER -> server(ticket, rest, PREFIX + text + "/", exchange);
        };
    }

    private CompletionStage<HttpResponse> document(Tickets.Ticket ticket, String rest, Exchange exchange) {
        boolean isRead = exchange.request().method().value().matches("GET|HEAD");
        return asks.<Catalog>extension(ExtensionProtocol.CurrentCatalog::new)
                .thenApply(catalog -> catalog.find(ExtensionType.APP, ticket.app())
                        .filter(app -> app.version() == ticket.number() && rest.isEmpty() && isRead)
                        .map(app -> Documents.answer(
                                app.definition().path("subtype").asText(),
                                app.definition().path("content").asText()))
                        .orElseThrow(() -> new Problem(
                                ProblemCode.NOT_FOUND, "There is no such document, or another version of it.")));
    }

    private CompletionStage<HttpResponse> server(Tickets.Ticket ticket, String rest, String prefix, Exchange exchange) {
        refuseOwnPage(exchange);
        return asks.<AppView>execution(replyTo -> new AppProtocol.OneApp(ticket.app(), replyTo))
                .thenCompose(app -> {
                    var port = app.port();
                    if (app.status() != AppStatus.RUNNING || app.launch() != ticket.number() || port == null) {
                        throw new Problem(
                                ProblemCode.SOURCE_FAILED,
                                "The app " + ticket.app() + " does not run any more, or was started anew.");
                    }
                    return proxy.forward(exchange, port, rest, prefix);
                });
    }

    /**
     * A script of an app comes from our address but must never become one of our page: what our own page asks for,
     * other than to show it in a frame, is refused. Browsers say so themselves (Fetch Metadata); programs say nothing.
     */
    private static void refuseOwnPage(Exchange exchange) {
        boolean isOwn =
                exchange.header("sec-fetch-site").filter("same-origin"::equals).isPresent();
        boolean isShown =
                exchange.header("sec-fetch-mode").filter("navigate"::equals).isPresent();
        if (isOwn && !isShown) {
            throw new Problem(
                    ProblemCode.FORBIDDEN, "What an app's server sends is shown in a frame and nowhere else.");
        }
    }
}
