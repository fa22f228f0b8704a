package dev.daemion.substrate.presentation.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.daemion.kernel.wire.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A push service on loopback: notes each message, and answers what it is told to. */
final class PushSink implements AutoCloseable {
    /** One message as it came over the wire. */
    record Message(String path, Map<String, String> headers, String encoded) {
        byte[] body() {
            return Base64.getDecoder().decode(encoded);
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        /** The claims, after the signature was checked with the key the message itself names (RFC 8292 §4.2). */
        JsonNode claims() throws GeneralSecurityException, IOException {
            var parts = header("authorization").split("[ ,=]+", -1);
            var token = parts[2];
            var key = P256.decode(Base64.getUrlDecoder().decode(parts[4]));
            var signed = token.substring(0, token.lastIndexOf('.'));
            var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initVerify(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            if (!signature.verify(Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1)))) {
                throw new GeneralSecurityException("the signature is wrong");
            }
            return Json.shown().readTree(Base64.getUrlDecoder().decode(signed.substring(signed.indexOf('.') + 1)));
        }
    }

    private final HttpServer server;
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final Deque<Integer> answers = new ArrayDeque<>();

    PushSink() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var headers = new HashMap<String, String>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            var body = exchange.getRequestBody().readAllBytes();
            int status;
            synchronized (answers) {
                status = answers.isEmpty() ? 201 : answers.remove();
            }
            messages.add(new Message(
                    exchange.getRequestURI().getPath(),
                    headers,
                    Base64.getEncoder().encodeToString(body)));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    String endpoint(String name) {
        return origin() + "/push/" + name;
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Statuses for the next messages, in order; 201 after them. */
    void answer(int... statuses) {
        synchronized (answers) {
            for (int status : statuses) {
                answers.add(status);
            }
        }
    }

    Message take() throws InterruptedException {
        var message = messages.poll(10, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no push message came");
        }
        return message;
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    static Instant expiry(JsonNode claims) {
        return Instant.ofEpochSecond(claims.path("exp").asLong());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
