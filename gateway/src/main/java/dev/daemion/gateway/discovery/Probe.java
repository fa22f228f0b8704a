package dev.daemion.gateway.discovery;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.daemion.kernel.wire.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether the daemon that a registration names is really there: a handshake of at most 2 s, without the
 * credential, without a proxy and without following anybody anywhere. Blocks; used by clients and at start, never by an
 * actor.
 */
public final class Probe implements AutoCloseable {
    public static final Duration DEADLINE = Duration.ofSeconds(2);

    private static final int ANSWER_BYTES_MAX = 64 * 1024;
    private static final int NONCE_BYTE_COUNT = 24;

    private final Credential credential;
    private final Duration deadline;
    private final HttpClient http;

    public Probe(Credential credential) {
        this(credential, DEADLINE);
    }

    Probe(Credential credential, Duration deadline) {
        this.credential = credential;
        this.deadline = deadline;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(deadline)
                .build();
    }

    /** What a probe may find. */
    public enum Outcome {
        /** It answered, proved itself and speaks our protocol. */
        OK,
        /** Nothing answered in time, or nothing listens. */
        UNREACHABLE,
        /** It is that launch, but it does not share our credential or refuses us. */
        UNAUTHORISED,
        /** Something answered that is not the daemon of this registration. */
        NOT_THE_DAEMON,
        /** It proved itself and speaks another protocol. */
        PROTOCOL_MISMATCH
    }

    /**
     * @param isRefused the connection was refused: nothing listens on that port
     * @param detail a sentence part for people
     */
    public record Finding(Outcome outcome, boolean isRefused, String detail) {}

    public Finding ask(Registration registration) {
        var bytes = new byte[NONCE_BYTE_COUNT];
        new SecureRandom().nextBytes(bytes);
        var nonce = HexFormat.of().formatHex(bytes);
        var request = HttpRequest.newBuilder(registration.base().resolve("/handshake"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.store(Map.of("nonce", nonce))))
                .build();
        var answer = http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
        try {
            return judge(registration, nonce, answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            answer.cancel(true);
            return found(Outcome.UNREACHABLE, "no answer within " + deadline.toMillis() + " ms");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return found(Outcome.UNREACHABLE, "interrupted");
        } catch (ExecutionException e) {
            return failed(e.getCause());
        }
    }

    /** The client that probed, for further requests to the same daemon over the connection it proved itself on. */
    HttpClient http() {
        return http;
    }

    private static Finding failed(@Nullable Throwable cause) {
        if (cause instanceof ConnectException) {
            return new Finding(Outcome.UNREACHABLE, true, "nothing listens there");
        }
        if (cause instanceof java.net.http.HttpTimeoutException || cause instanceof java.net.SocketException) {
            return found(Outcome.UNREACHABLE, "the connection was lost");
        }
        if (cause instanceof IOException) {
            return found(Outcome.NOT_THE_DAEMON, "the answer is not that of a daemion");
        }
        throw new IllegalStateException("the probe failed", cause);
    }

    private Finding judge(Registration registration, String nonce, HttpResponse<byte[]> response) {
        if (response.statusCode() == 401 || response.statusCode() == 403) {
            return found(Outcome.UNAUTHORISED, "it refused the handshake with status " + response.statusCode());
        }
        if (response.statusCode() != 200) {
            return found(Outcome.NOT_THE_DAEMON, "it answered the handshake with status " + response.statusCode());
        }
        Answered answered;
        try {
            answered = Json.stored().readValue(response.body(), Answered.class);
        } catch (JsonProcessingException e) {
            return found(Outcome.NOT_THE_DAEMON, "its answer to the handshake is not JSON of ours");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        if (answered == null || answered.id == null || answered.proof == null || answered.protocol == null) {
            return found(Outcome.NOT_THE_DAEMON, "its answer to the handshake has no proof");
        }
        if (!answered.id.equals(registration.id())) {
            return found(Outcome.NOT_THE_DAEMON, "it is another launch than the registration says");
        }
        var expected = credential.proof(nonce, answered.id, registration.url(), answered.protocol);
        if (!MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), answered.proof.getBytes(StandardCharsets.UTF_8))) {
            return found(Outcome.UNAUTHORISED, "its proof does not fit our credential");
        }
        if (answered.protocol != Registration.PROTOCOL) {
            return found(
                    Outcome.PROTOCOL_MISMATCH,
                    "it speaks protocol " + answered.protocol + " (version " + answered.version + "), this program "
                            + Registration.PROTOCOL);
        }
        return found(Outcome.OK, "it is the daemon");
    }

    private static Finding found(Outcome outcome, String detail) {
        return new Finding(outcome, false, detail);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Answered(
            @Nullable String id,
            @Nullable Integer protocol,
            @Nullable String version,
            @Nullable String proof) {}
}
