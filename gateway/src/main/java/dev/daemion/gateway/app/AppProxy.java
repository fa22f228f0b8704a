package dev.daemion.gateway.app;

import dev.daemion.gateway.http.Exchange;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.http.javadsl.model.headers.Host;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.WebSocketRequest;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.http.javadsl.settings.ClientConnectionSettings;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.AsPublisher;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Hands a request on to the server of an app and its answer back, WebSockets too. Headers pass by list, both ways: the
 * server learns nothing of our token and cookies, and sets none; what it may show is decided by our policy, not its
 * own.
 */
final class AppProxy {
    static final long BODY_BYTES_MAX = 100L * 1024 * 1024;

    private static final Duration IDLE_MAX = Duration.ofMinutes(10);
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
    private static final Set<String> ASKED = Set.of(
            "accept",
            "accept-encoding",
            "accept-language",
            "cache-control",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "range",
            "user-agent",
            "x-requested-with");
    private static final Set<String> ANSWERED = Set.of(
            "accept-ranges",
            "allow",
            "cache-control",
            "content-disposition",
            "content-encoding",
            "content-language",
            "content-range",
            "etag",
            "expires",
            "last-modified",
            "retry-after",
            "vary");
    private static final String POLICY = "sandbox allow-scripts allow-forms allow-modals allow-downloads"
            + " allow-pointer-lock; frame-ancestors 'self'";

    private final ActorSystem<?> system;
    private final ClientConnectionSettings settings;

    AppProxy(ActorSystem<?> system) {
        this.system = system;
        this.settings = ClientConnectionSettings.create(system.settings().config())
                .withIdleTimeout(scala.concurrent.duration.Duration.fromNanos(IDLE_MAX.toNanos()))
                .withConnectingTimeout(scala.concurrent.duration.FiniteDuration.fromNanos(CONNECT_MAX.toNanos()));
    }

    /**
     * @param rest of the path, as sent
     * @param prefix where the app's own root is at this gateway
     */
    CompletionStage<HttpResponse> forward(Exchange exchange, int port, String rest, String prefix) {
        var request = exchange.request();
        var query = request.getUri().rawQueryString().map(raw -> "?" + raw).orElse("");
        var upgrade = request.getAttribute(AttributeKeys.webSocketUpgrade);
        return upgrade.isPresent()
                ? socket(request, upgrade.get(), "ws://127.0.0.1:" + port + "/" + rest + query, port)
                : plain(exchange, "/" + rest + query, port, prefix);
    }

    private CompletionStage<HttpResponse> plain(Exchange exchange, String target, int port, String prefix) {
        var request = exchange.request();
        var asked = HttpRequest.create()
                .withMethod(request.method())
                .withUri(Uri.create("/"))
                .withEntity(exchange.streamedBody(BODY_BYTES_MAX))
                .addHeader(Host.create("127.0.0.1", port))
                // As it was sent: a path that begins with two slashes would read as a host.
                .addHeader(RawRequestURI.create(target))
                .addHeaders(asked(request, port, prefix));
        var connection = Http.get(system)
                .connectionTo("127.0.0.1")
                .toPort(port)
                .withClientConnectionSettings(settings)
                .http();
        return Source.single(asked)
                .via(connection)
                .runWith(Sink.head(), system)
                .thenApply(answer -> answered(answer, port, prefix))
                .exceptionally(failure -> {
                    throw silent(failure);
                });
    }

    private static List<HttpHeader> asked(HttpRequest request, int port, String prefix) {
        var headers = new ArrayList<HttpHeader>();
        for (var header : request.getHeaders()) {
            if (ASKED.contains(header.lowercaseName())) {
                headers.add(RawHeader.create(header.name(), header.value()));
            }
            if (header.is("origin")) {
                headers.add(RawHeader.create("Origin", "http://127.0.0.1:" + port));
            }
        }
        headers.add(RawHeader.create("X-Forwarded-Prefix", prefix));
        return headers;
    }

    private static HttpResponse answered(HttpResponse answer, int port, String prefix) {
        var headers = new ArrayList<>(Documents.shownInFrames());
        headers.add(RawHeader.create("Content-Security-Policy", POLICY));
        for (var header : answer.getHeaders()) {
            if (ANSWERED.contains(header.lowercaseName())) {
                headers.add(RawHeader.create(header.name(), header.value()));
            } else if (header.is("location")) {
                headers.add(RawHeader.create("Location", moved(header.value(), port, prefix)));
            }
        }
        return HttpResponse.create()
                .withStatus(answer.status())
                .withEntity(answer.entity())
                .addHeaders(headers);
    }

    /** A place on the app's own server is behind the prefix for a browser. */
    private static String moved(String location, int port, String prefix) {
        var own = location.replaceFirst("^http://(127\\.0\\.0\\.1|localhost):" + port + "(?=/|$)", "");
        boolean isOwn = own.isEmpty() || (own.startsWith("/") && !own.startsWith("//"));
        return isOwn ? prefix + own.replaceFirst("^/", "") : location;
    }

    /** Both ends are opened before the browser is answered, so that it hears whether the server takes the socket. */
    private CompletionStage<HttpResponse> socket(
            HttpRequest request, WebSocketUpgrade upgrade, String target, int port) {
        var asked = WebSocketRequest.create(Uri.create(target))
                .addHeader(RawHeader.create("Origin", "http://127.0.0.1:" + port));
        for (var header : request.getHeaders()) {
            if (ASKED.contains(header.lowercaseName())) {
                asked = asked.addHeader(RawHeader.create(header.name(), header.value()));
            }
        }
        var wanted = upgrade.getRequestedProtocols().iterator();
        if (wanted.hasNext()) {
            asked = asked.requestSubprotocol(wanted.next());
        }
        var ends = Flow.fromSinkAndSourceMat(
                Sink.<Message>asPublisher(AsPublisher.WITHOUT_FANOUT), Source.<Message>asSubscriber(), Keep.both());
        var opened = Http.get(system).singleWebSocketRequest(asked, ends, Materializer.createMaterializer(system));
        return opened.first().thenApply(answer -> {
            if (!answer.isValid()) {
                throw new Problem(
                        ProblemCode.SOURCE_FAILED,
                        "The app's server does not take a WebSocket here: it answered "
                                + answer.response().status().intValue() + ".");
            }
            var sides = Flow.fromSinkAndSourceCoupled(
                    Sink.fromSubscriber(opened.second().second()),
                    Source.fromPublisher(opened.second().first()));
            var protocol = answer.chosenSubprotocol();
            return protocol.isPresent()
                    ? upgrade.handleMessagesWith(sides, protocol.get())
                    : upgrade.handleMessagesWith(sides);
        });
    }

    private static RuntimeException silent(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof Problem problem
                ? problem
                : new Problem(
                        ProblemCode.SOURCE_FAILED,
                        "The app's server did not answer: "
                                + String.valueOf(cause.getMessage())
                                        .lines()
                                        .findFirst()
                                        .orElse("it closed") + ".");
    }
}
