package dev.daemion.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** Finds the token in a request, and hashes it. */
final class Tokens {
    private static final int LENGTH_MAX = 512;
    private static final String SCHEME = "bearer ";
    private static final String SUBPROTOCOL = "bearer.";

    private Tokens() {}

    /** What a request carries: several headers, or one that is not a bearer token, count as none. */
    static Optional<String> fromHeader(HttpRequest request) {
        var values = values(request, "authorization");
        if (values.size() != 1) {
            return Optional.empty();
        }
        var value = values.getFirst();
        return value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? bounded(value.substring(SCHEME.length()).strip())
                : Optional.empty();
    }

    /**
     * For event streams, which browsers open without headers of ours: the header, else the WebSocket subprotocol
     * {@code bearer.<token>}, else {@code ?token=}.
     */
    static Optional<String> fromStream(HttpRequest request) {
        if (!values(request, "authorization").isEmpty()) {
            return fromHeader(request);
        }
        var subprotocol = values(request, "sec-websocket-protocol").stream()
                .flatMap(value -> List.of(value.split(",", 8)).stream())
                .map(String::strip)
                .filter(value -> value.startsWith(SUBPROTOCOL))
                .findFirst();
        if (subprotocol.isPresent()) {
            return bounded(subprotocol.get().substring(SUBPROTOCOL.length()));
        }
        var inQuery = request.getUri().query().getAll("token");
        return inQuery.size() == 1 ? bounded(inQuery.getFirst()) : Optional.empty();
    }

    /** Every value of a header, as sent. */
    static List<String> values(HttpRequest request, String lowercaseName) {
        var values = new java.util.ArrayList<String>(1);
        for (HttpHeader header : request.getHeaders()) {
            if (header.is(lowercaseName)) {
                values.add(header.value());
            }
        }
        return values;
    }

    static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The form device tokens are stored in: SHA-256, lower-case hex. */
    static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    private static Optional<String> bounded(String token) {
        return token.isEmpty() || token.length() > LENGTH_MAX ? Optional.empty() : Optional.of(token);
    }
}
