package dev.daemion.substrate.execution.model.call;

import dev.daemion.kernel.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to model providers: HTTP/1.1 only (the h2c upgrade hangs LM Studio and vLLM), no redirects, no retries of its
 * own, no cookies. Blocking, for virtual threads; a cancelled call closes its socket at once, in every phase of a
 * request.
 */
public final class HttpTransport implements AutoCloseable {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
    private static final Duration CALL_MAX = Duration.ofHours(2);
    private static final int ERROR_BYTES_MAX = 16 * 1024;
    private static final MediaType JSON = MediaType.get("application/json");

    private final Clock clock;
    private final OkHttpClient client;
    private final ScheduledExecutorService timer;

    /** @param clock for a Retry-After that is a date */
    public HttpTransport(Clock clock) {
        this.clock = clock;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("model-deadlines").factory());
        this.client = new OkHttpClient.Builder()
                .protocols(List.of(Protocol.HTTP_1_1))
                .followRedirects(false)
                .followSslRedirects(false)
                .connectTimeout(CONNECT_MAX)
                .callTimeout(CALL_MAX)
                // Deadlines below watch the whole exchange; a span per read could not tell the first byte from the
                // rest.
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .connectionPool(new ConnectionPool(4, 60, TimeUnit.SECONDS))
                .build();
    }

    /**
     * Sends a request and waits for the head of a streamed answer.
     *
     * @param path below the base address, starting with a slash
     * @param headers beyond credentials and what the settings add
     * @throws WireFailure for everything but status 200 with a stream of events
     */
    public Exchange stream(ProviderAccess provider, String path, Map<String, String> headers, byte[] body, Call call) {
        var request = request(provider, path, headers)
                .header("accept", "text/event-stream")
                .post(new OneShot(body))
                .build();
        var connection = client.newCall(request);
        var deadlines = new Deadlines(timer, provider.settings(), connection::cancel);
        call.whenCancelled(connection::cancel);
        Response response;
        try {
            response = connection.execute();
        } catch (IOException e) {
            deadlines.close();
            throw deadlines.isExpired() ? provider.stalled(true) : notConnected(provider, e);
        }
        try {
            var source = accepted(provider, response, "text/event-stream");
            return new Exchange(provider, connection, response, source, deadlines);
        } catch (WireFailure e) {
            deadlines.close();
            connection.cancel();
            response.close();
            throw e;
        }
    }

    /** Reads a small document, at most {@code bytesMax}, within {@code timeout}. */
    public byte[] get(ProviderAccess provider, String path, int bytesMax, Duration timeout) {
        var request = request(provider, path, Map.of())
                .header("accept", "application/json")
                .get()
                .build();
        var connection = client.newCall(request);
        connection.timeout().timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        try (var response = connection.execute()) {
            var bytes = accepted(provider, response, "application/json").readNBytes(bytesMax + 1);
            if (bytes.length > bytesMax) throw provider.garbled("a list that is too long");
            return bytes;
        } catch (IOException e) {
            throw notConnected(provider, e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        client.connectionPool().evictAll();
    }

    private static Request.Builder request(ProviderAccess provider, String path, Map<String, String> headers) {
        var request = new Request.Builder()
                .url(provider.settings().baseUrl().toString().replaceAll("/+$", "") + path);
        headers.forEach(request::header);
        // Last, so that nothing can take the place of a credential; plain bytes, because compression holds deltas back.
        provider.headers().forEach(request::header);
        return request.header("accept-encoding", "identity");
    }

    private InputStream accepted(ProviderAccess provider, Response response, String contentType) {
        var body = response.body();
        if (body == null) throw provider.garbled("an answer without a body");
        if (response.code() != 200) throw refused(provider, response, beginning(body.byteStream()));
        var found = response.header("content-type", "");
        if (found == null || !found.toLowerCase(Locale.ROOT).startsWith(contentType)) {
            var said = message(beginning(body.byteStream()));
            throw provider.garbled(
                    said.isBlank() ? "content type " + (found == null || found.isEmpty() ? "missing" : found) : said);
        }
        return body.byteStream();
    }

    private WireFailure refused(ProviderAccess provider, Response response, String body) {
        return provider.refused(response.code(), message(body), retryAfter(response));
    }

    private @Nullable Duration retryAfter(Response response) {
        var millis = response.header("retry-after-ms");
        if (millis != null && millis.matches("\\d{1,9}")) return Duration.ofMillis(Long.parseLong(millis));
        var value = response.header("retry-after");
        if (value == null) return null;
        if (value.matches("\\d{1,7}(\\.\\d{1,6})?"))
            return Duration.ofMillis((long) (Double.parseDouble(value) * 1000));
        try {
            var at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            var wait = Duration.between(clock.instant(), at);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static WireFailure notConnected(ProviderAccess provider, IOException e) {
        if (e instanceof SSLException) return provider.untrusted(String.valueOf(e.getMessage()));
        if (e instanceof InterruptedIOException && "timeout".equals(e.getMessage()))
            return provider.unreachable("it took too long");
        if (e instanceof ProtocolException) return provider.garbled("not HTTP");
        var reason = switch (e) {
            case java.net.UnknownHostException ignored -> "its name is unknown";
            case java.net.ConnectException ignored -> "the connection was refused";
            case java.net.SocketTimeoutException ignored -> "the connection timed out";
            default -> "the connection broke";
        };
        return provider.unreachable(reason);
    }

    private static String beginning(InputStream body) {
        try {
            return new String(body.readNBytes(ERROR_BYTES_MAX), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** The sentence in an error document, as the providers have it; the text itself when it is no JSON. */
    public static String message(String body) {
        try {
            var json = Json.stored().readTree(body);
            if (json == null) return "";
            for (var place : List.of("/error/message", "/message", "/error", "/detail", "/errors/0/message")) {
                var found = json.at(place);
                if (found.isTextual())
                    return found.asText() + code(json.at("/error/code").asText(""));
            }
            return json.isContainerNode() ? "" : json.asText();
        } catch (IOException e) {
            return body.stripLeading().startsWith("<") ? "a web page" : body.strip();
        }
    }

    private static String code(String code) {
        return code.equals("insufficient_quota") ? " (" + code + ")" : "";
    }

    /** A body that is sent once: what may be sent again is decided above, where it is known what was shown. */
    private static final class OneShot extends RequestBody {
        private final byte[] bytes;

        OneShot(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public MediaType contentType() {
            return JSON;
        }

        @Override
        public long contentLength() {
            return bytes.length;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(bytes);
        }
    }
}
