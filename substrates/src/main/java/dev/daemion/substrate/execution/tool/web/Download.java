package dev.daemion.substrate.execution.tool.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.ClientTransport;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.coding.Coder;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.settings.ClientConnectionSettings;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One request over one connection to one address: the connection goes to the address that was checked, the name is used
 * for the Host header and for TLS alone. No proxy, no cookies, no credentials of its own.
 */
final class Download {
    static final int BYTES_MAX = 5 * 1024 * 1024;
    private static final List<String> OWN_HEADERS =
            List.of("Host", "Accept-Encoding", "Content-Length", "Transfer-Encoding", "Connection", "Upgrade");
    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

    /**
     * What came back.
     *
     * @param location where a redirect leads, null when it is none
     * @param type media type in lower case, without parameters; empty when none was said
     * @param isCut true when there was more than {@link #BYTES_MAX}
     */
    record Page(
            int status,
            @Nullable String location,
            String type,
            @Nullable String charset,
            ByteString body,
            boolean isCut) {}

    private final ClassicActorSystemProvider system;

    Download(ClassicActorSystemProvider system) {
        this.system = system;
    }

    CompletionStage<Page> send(WebAddress from, InetAddress address, Outgoing outgoing, SharedKillSwitch stop) {
        var pinned = new InetSocketAddress(address, from.port());
        var settings = ClientConnectionSettings.create(system.classicSystem())
                .withConnectingTimeout(CONNECT_MAX)
                .withTransport(ClientTransport.withCustomResolver((_, _) -> CompletableFuture.completedFuture(pinned)));
        var connection =
                Http.get(system).connectionTo(from.host()).toPort(from.port()).withClientConnectionSettings(settings);
        var request = request(from, outgoing);
        var page = new CompletableFuture<Page>();
        var hasAnswered = new AtomicBoolean();
        Source.single(request)
                .concat(Source.maybe()) // or the connection would close before the answer is read
                .via(stop.flow())
                .via(from.isSecure() ? connection.https() : connection.http())
                .via(stop.flow())
                .mapAsync(1, response -> {
                    hasAnswered.set(true);
                    return read(response).whenComplete((read, failure) -> complete(page, read, failure));
                })
                .runWith(Sink.head(), system)
                .whenComplete((_, failure) -> {
                    // Ending a body early fails the connection: then the body decides, not the connection.
                    if (failure != null && !hasAnswered.get()) {
                        page.completeExceptionally(failure);
                    }
                });
        return page;
    }

    private static HttpRequest request(WebAddress from, Outgoing outgoing) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        headers.put("User-Agent", "Daemion");
        headers.put("Accept", "text/html, text/*;q=0.9, application/json;q=0.9, */*;q=0.5");
        headers.putAll(outgoing.headers());
        // What is about the connection is said here alone.
        OWN_HEADERS.forEach(headers::remove);
        var type = headers.remove("Content-Type");
        var request = HttpRequest.create(from.target())
                .withMethod(HttpMethods.lookup(outgoing.method()).orElseThrow())
                .addHeader(RawHeader.create("Host", from.authority()))
                .addHeader(RawHeader.create("Accept-Encoding", "gzip"));
        for (var header : headers.entrySet()) {
            request = request.addHeader(RawHeader.create(header.getKey(), header.getValue()));
        }
        var body = outgoing.body();
        if (body == null) {
            return request;
        }
        var said = type == null ? ContentTypes.APPLICATION_JSON : ContentTypes.parse(type);
        return request.withEntity(HttpEntities.create(said, body.getBytes(StandardCharsets.UTF_8)));
    }

    private static void complete(CompletableFuture<Page> page, @Nullable Page read, @Nullable Throwable failure) {
        if (read != null) {
            page.complete(read);
        } else {
            page.completeExceptionally(failure == null ? new IllegalStateException("no page") : failure);
        }
    }

    private CompletionStage<Page> read(HttpResponse raw) {
        int status = raw.status().intValue();
        var location = raw.getHeader("Location").map(header -> header.value());
        if (status >= 300 && status < 400 && location.isPresent()) {
            raw.discardEntityBytes(system);
            return CompletableFuture.completedFuture(
                    new Page(status, location.get(), "", null, ByteString.emptyByteString(), false));
        }
        boolean isGzip = raw.getHeader("Content-Encoding")
                .map(header -> header.value().equalsIgnoreCase("gzip"))
                .orElse(false);
        var response = isGzip ? Coder.Gzip.decodeMessage(raw) : raw;
        var type = response.entity().getContentType();
        var charset = type.getCharsetOption().map(c -> c.nioCharset().name()).orElse(null);
        var media = type.mediaType().toString().replaceFirst(";.*", "").strip();
        var count = new AtomicLong();
        return response.entity()
                .withoutSizeLimit()
                .getDataBytes()
                .takeWhile(bytes -> count.addAndGet(bytes.length()) <= BYTES_MAX, true)
                .runFold(ByteString.emptyByteString(), ByteString::concat, system)
                .thenApply(all -> new Page(status, null, media, charset, all.take(BYTES_MAX), count.get() > BYTES_MAX));
    }
}
