package dev.daemion.gateway.app;

import dev.daemion.gateway.http.Answers;
import dev.daemion.gateway.http.Asks;
import dev.daemion.gateway.http.Endpoint;
import dev.daemion.gateway.http.Exchange;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.AppProtocol;
import dev.daemion.kernel.protocol.AppProtocol.AppStatus;
import dev.daemion.kernel.protocol.AppProtocol.AppView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * Apps: what they are, how their servers stand, and where they are shown.
 *
 * <pre>
 * GET  /apps                 those that take part                                      200
 * GET  /apps/{name}          one, with the end of its log                              200 404
 * POST /apps/{name}/start    answered at once, while it starts                         200 404 409 429
 * POST /apps/{name}/stop     answered at once, while it stops                          200 404 409
 * POST /apps/{name}/restart  both                                                      200 404 409 429
 * POST /apps/{name}/open     an address that shows it for a while, without a token     200 404 409
 * *    /sandbox/apps/{ticket}/{path}  that address; see {@link SandboxRoutes}
 * </pre>
 */
public final class AppRoutes {
    /** A document is fetched once, when its frame is made. */
    static final Duration DOCUMENT_GOOD_FOR = Duration.ofMinutes(5);
    /** A server is worked with; its ticket ends with it anyway. */
    static final Duration SERVER_GOOD_FOR = Duration.ofHours(12);

    private static final String LOOPBACK = "127\\.0\\.0\\.1|localhost|\\[::1]";

    private final Asks asks;
    private final Tickets tickets;
    private final SandboxRoutes sandbox;

    /** @param random a cryptographic source */
    public AppRoutes(ActorSystem<?> system, Asks asks, RandomGenerator random, Clock clock) {
        this.asks = asks;
        this.tickets = new Tickets(random, clock);
        this.sandbox = new SandboxRoutes(asks, tickets, new AppProxy(system));
    }

    public List<Endpoint> endpoints() {
        return Stream.concat(
                        Stream.of(
                                Endpoint.get("/apps", this::listApps),
                                Endpoint.get("/apps/{name}", this::getApp),
                                Endpoint.post("/apps/{name}/start", e -> change(e, AppProtocol.StartApp::new)),
                                Endpoint.post("/apps/{name}/stop", e -> change(e, AppProtocol.StopApp::new)),
                                Endpoint.post("/apps/{name}/restart", e -> change(e, AppProtocol.RestartApp::new)),
                                Endpoint.post("/apps/{name}/open", this::openApp)),
                        sandbox.endpoints().stream())
                .toList();
    }

    /**
     * @param url path at this gateway, good until {@code expiresAt}
     * @param directUrl the server itself, for a browser on this machine; null for others and for documents
     * @param mimeType of a document; null for a server
     */
    private record OpenedView(
            String name,
            String subtype,
            String url,
            @Nullable String directUrl,
            @Nullable String mimeType,
            Instant expiresAt) {}

    private CompletionStage<HttpResponse> listApps(Exchange exchange) {
        exchange.query().done();
        return asks.<List<AppView>>execution(AppProtocol.Apps::new).thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> getApp(Exchange exchange) {
        exchange.query().done();
        return one(exchange.pathValue()).thenApply(Answers::ok);
    }

    private CompletionStage<AppView> one(String name) {
        return asks.execution(replyTo -> new AppProtocol.OneApp(name, replyTo));
    }

    private interface Wish {
        AppProtocol.Command of(String name, ActorRef<StatusReply<AppView>> replyTo);
    }

    private CompletionStage<HttpResponse> change(Exchange exchange, Wish wish) {
        var name = exchange.pathValue();
        return exchange.optionalBody().thenCompose(body -> {
            body.done();
            return asks.<AppView>execution(replyTo -> wish.of(name, replyTo)).thenApply(Answers::ok);
        });
    }

    private CompletionStage<HttpResponse> openApp(Exchange exchange) {
        var name = exchange.pathValue();
        return exchange.optionalBody().thenCompose(body -> {
            body.done();
            return one(name).thenApply(app -> Answers.ok(opened(app, exchange.authority())));
        });
    }

    private OpenedView opened(AppView app, String authority) {
        if (app.status() == AppStatus.STATIC) {
            var ticket = tickets.issue(
                    new Tickets.Ticket(app.name(), Tickets.Face.DOCUMENT, app.version()), DOCUMENT_GOOD_FOR);
            return new OpenedView(
                    app.name(),
                    app.subtype(),
                    url(ticket),
                    null,
                    Documents.mimeType(app.subtype()),
                    ticket.expiresAt());
        }
        var port = app.port();
        if (app.status() != AppStatus.RUNNING || port == null) {
            throw new Problem(
                    ProblemCode.CONFLICT,
                    "The app " + app.name() + " is " + app.status().wire() + ": start it and wait until it runs.");
        }
        var ticket = tickets.issue(new Tickets.Ticket(app.name(), Tickets.Face.SERVER, app.launch()), SERVER_GOOD_FOR);
        var direct = authority.replaceFirst(":[0-9]+$", "").matches(LOOPBACK) ? "http://127.0.0.1:" + port + "/" : null;
        return new OpenedView(app.name(), app.subtype(), url(ticket), direct, null, ticket.expiresAt());
    }

    private static String url(Tickets.Issued ticket) {
        return SandboxRoutes.PREFIX + ticket.text() + "/";
    }
}
