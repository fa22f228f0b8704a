package dev.daemion.gateway.http;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.jspecify.annotations.Nullable;

/** Headers every answer carries, and those by which a browser lets an allowed foreign page read it. */
final class Headers {
    private static final HttpHeader VARY = RawHeader.create("Vary", "Origin");
    private static final HttpHeader NO_CONTENT_POLICY =
            RawHeader.create("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    private static final List<HttpHeader> ALWAYS = List.of(
            RawHeader.create("X-Content-Type-Options", "nosniff"),
            RawHeader.create("Referrer-Policy", "no-referrer"),
            RawHeader.create("X-Frame-Options", "DENY"),
            RawHeader.create("Cross-Origin-Opener-Policy", "same-origin"),
            RawHeader.create("Cross-Origin-Resource-Policy", "same-origin"),
            VARY);
    private static final String EXPOSED = "Link, Location, Retry-After, Allow, WWW-Authenticate";
    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
    private static final String REQUEST_HEADERS =
            "authorization, content-type, accept, idempotency-key, if-match, last-event-id";
    private static final String PREFLIGHT_SECONDS = "600";

    private Headers() {}

    /** Adds what every answer carries; an answer that sets its own content or framing policy keeps it. */
    static HttpResponse secure(HttpResponse answer, @Nullable String corsOrigin) {
        var added = new ArrayList<HttpHeader>(ALWAYS.size() + 3);
        for (var header : ALWAYS) {
            if (!has(answer, header.lowercaseName()) || header == VARY) {
                added.add(header);
            }
        }
        if (!has(answer, "content-security-policy")) {
            added.add(NO_CONTENT_POLICY);
        }
        if (corsOrigin != null) {
            added.add(RawHeader.create("Access-Control-Allow-Origin", corsOrigin));
            added.add(RawHeader.create("Access-Control-Expose-Headers", EXPOSED));
        }
        return answer.addHeaders(added);
    }

    /** What a preflight of an allowed origin gets. */
    static HttpResponse preflight() {
        return Answers.noContent()
                .addHeaders(List.of(
                        RawHeader.create("Access-Control-Allow-Methods", METHODS),
                        RawHeader.create("Access-Control-Allow-Headers", REQUEST_HEADERS),
                        RawHeader.create("Access-Control-Allow-Private-Network", "true"),
                        RawHeader.create("Access-Control-Max-Age", PREFLIGHT_SECONDS)));
    }

    private static boolean has(HttpResponse answer, String lowercaseName) {
        for (var header : answer.getHeaders()) {
            if (header.is(lowercaseName)) {
                return true;
            }
        }
        return false;
    }
}
