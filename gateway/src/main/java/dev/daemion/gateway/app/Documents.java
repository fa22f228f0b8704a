package dev.daemion.gateway.app;

import java.util.List;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * The documents of apps without a server. HTML runs in an origin of its own, which no storage, no cookie and no other
 * page belongs to, and reaches nothing over the network; the two others are data that the page draws itself.
 */
final class Documents {
    private static final String POLICY = String.join(
            "; ",
            "sandbox allow-scripts",
            "default-src 'none'",
            "script-src 'unsafe-inline'",
            "style-src 'unsafe-inline'",
            "img-src data: blob:",
            "font-src data:",
            "media-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'");

    private Documents() {}

    static String mimeType(String subtype) {
        return switch (subtype) {
            case "markdown" -> "text/markdown";
            case "chart" -> "application/json";
            default -> "text/html";
        };
    }

    static HttpResponse answer(String subtype, String content) {
        return HttpResponse.create()
                .withEntity(HttpEntities.create(type(subtype), content))
                .addHeader(RawHeader.create("Content-Security-Policy", POLICY))
                .addHeader(RawHeader.create("Cache-Control", "no-store"))
                .addHeaders(shownInFrames());
    }

    /** In place of what every answer carries: our page frames it, and its own origin is nobody's. */
    static List<HttpHeader> shownInFrames() {
        return List.of(
                RawHeader.create("X-Frame-Options", "SAMEORIGIN"),
                RawHeader.create("Cross-Origin-Opener-Policy", "unsafe-none"),
                RawHeader.create("Cross-Origin-Resource-Policy", "cross-origin"));
    }

    private static ContentType.NonBinary type(String subtype) {
        return switch (subtype) {
            case "markdown" -> (ContentType.NonBinary) ContentTypes.parse("text/markdown; charset=UTF-8");
            case "chart" -> ContentTypes.APPLICATION_JSON;
            default -> ContentTypes.TEXT_HTML_UTF8;
        };
    }
}
