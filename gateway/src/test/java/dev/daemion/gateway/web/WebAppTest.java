package dev.daemion.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The web app's files")
class WebAppTest {
    private static final String SCRIPT = "console.log('hello');".repeat(100);

    private final WebApp app = WebApp.of(Map.of(
            "index.html", bytes("<!doctype html><title>Daemion</title>"),
            "assets/app-1a2b3c.js", bytes(SCRIPT),
            "frame.html", bytes("<!doctype html><script>tell()</script>"),
            "icons/icon.svg", bytes("<svg/>"),
            "sw.js", bytes("self.skipWaiting()")));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static HttpRequest get(String path) {
        return HttpRequest.GET(path).addHeader(RawHeader.create("Host", "127.0.0.1:3001"));
    }

    private HttpResponse found(HttpRequest request) {
        return app.find(request).orElseThrow();
    }

    private static String header(HttpResponse answer, String name) {
        return answer.getHeader(name).map(found -> found.value()).orElse("");
    }

    private static byte[] body(HttpResponse answer) {
        return ((HttpEntity.Strict) answer.entity()).getData().toArray();
    }

    @Test
    @DisplayName("with a hash in their name are kept for ever, all others are asked for again")
    void caches() {
        assertThat(header(found(get("/assets/app-1a2b3c.js")), "Cache-Control"))
                .isEqualTo("public, max-age=31536000, immutable");
        for (var path : new String[] {"/", "/index.html", "/sw.js", "/icons/icon.svg"}) {
            assertThat(header(found(get(path)), "Cache-Control")).as(path).isEqualTo("no-cache");
        }
    }

    @Test
    @DisplayName("are not sent again to whoever has them")
    void validates() {
        var tag = header(found(get("/sw.js")), "ETag");
        var again = found(get("/sw.js").addHeader(RawHeader.create("If-None-Match", tag)));
        assertThat(again.status().intValue()).isEqualTo(304);
        assertThat(body(again)).isEmpty();
    }

    @Test
    @DisplayName("are compressed for whoever takes that")
    void compresses() throws Exception {
        var plain = found(get("/assets/app-1a2b3c.js"));
        assertThat(new String(body(plain), StandardCharsets.UTF_8)).isEqualTo(SCRIPT);
        var zipped = found(get("/assets/app-1a2b3c.js").addHeader(RawHeader.create("Accept-Encoding", "br, gzip")));
        assertThat(header(zipped, "Content-Encoding")).isEqualTo("gzip");
        try (var in = new GZIPInputStream(new ByteArrayInputStream(body(zipped)))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(SCRIPT);
        }
    }

    @Test
    @DisplayName("carry a policy without any exception, which names the sockets of this host")
    void protects() {
        var policy = header(found(get("/")), "Content-Security-Policy");
        assertThat(policy)
                .contains("default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'")
                .contains("frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'")
                .endsWith("connect-src 'self' ws://127.0.0.1:3001 wss://127.0.0.1:3001")
                .doesNotContain("unsafe", "*");
    }

    @Test
    @DisplayName("have one that our page may frame: without an origin, without a network")
    void frames() {
        var answer = found(get("/frame.html"));
        assertThat(header(answer, "X-Frame-Options")).isEqualTo("SAMEORIGIN");
        var policy = header(answer, "Content-Security-Policy").split("; ");
        assertThat(policy)
                .contains("sandbox allow-scripts", "default-src 'none'", "frame-ancestors 'self'")
                .contains("script-src 'unsafe-eval' 'sha256-oxgNpzdSsIETs4xnc0NP0DubsjBCOk3m3KvLzsXtoHE='")
                .contains("base-uri 'none'", "form-action 'none'");
        assertThat(Arrays.stream(policy).filter(directive -> !directive.startsWith("frame-ancestors")))
                .as("no source on the network, no script but the one, no right to be more than a frame")
                .noneMatch(
                        directive -> directive.matches(
                                ".*('self'|script-src.*unsafe-inline|https?:|wss?:|\\*|allow-(same-origin|top|popups|forms|modals|downloads)).*"));
    }

    @Test
    @DisplayName("give their page to a navigation, never to a program, to a file's name or under the interface")
    void fallsBack() {
        var html = RawHeader.create("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        assertThat(app.find(get("/settings/theme").addHeader(html))).isPresent();
        assertThat(app.find(get("/settings/theme"))).isEmpty();
        assertThat(app.find(get("/missing.js").addHeader(html))).isEmpty();
        for (var path : new String[] {"/threads/x", "/jobs", "/chat", "/assets/none", "/docs/x"}) {
            assertThat(app.find(get(path).addHeader(html))).as(path).isEmpty();
        }
        assertThat(app.find(get("/").withMethod(HttpMethods.POST))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/../pom.xml", "/assets/../../logback.xml", "/%2e%2e/x", "/assets", "/assets/", "/web/index.html"
            })
    @DisplayName("are a closed list: no path leads out of it")
    void stays(String path) {
        assertThat(app.find(get(path))).isEmpty();
    }

    @Test
    @DisplayName("say how to build them when this build has none")
    void explains() {
        var answer = WebApp.of(Map.of()).find(get("/")).orElseThrow();
        assertThat(new String(body(answer), StandardCharsets.UTF_8)).contains("./mvnw");
    }
}
