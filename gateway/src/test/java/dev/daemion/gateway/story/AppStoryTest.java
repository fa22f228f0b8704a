package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.wire.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An app")
class AppStoryTest {
    private static final Path SERVER =
            Path.of("../substrates/src/test/apps/server.mjs").toAbsolutePath();

    @TempDir
    private Path directory;

    private GatewayFixture gateway;
    private final HttpClient browser = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @BeforeEach
    void start() throws Exception {
        gateway = new GatewayFixture(directory, Map.of());
        Files.copy(
                SERVER,
                Files.createDirectories(gateway.workspace().resolve("site")).resolve("server.mjs"));
    }

    @AfterEach
    void stop() throws Exception {
        browser.close();
        gateway.close();
        assertThat(ProcessHandle.current()
                        .descendants()
                        .filter(child -> child.isAlive()
                                && child.info().commandLine().orElse("").contains("server.mjs")))
                .as("no server outlives the gateway")
                .isEmpty();
    }

    private void make(String name, String definition, String more) throws Exception {
        var made = gateway.post(
                "/extensions",
                "{\"type\":\"app\",\"name\":\"" + name + "\",\"description\":\"A test.\",\"definition\":" + definition
                        + more + "}");
        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
    }

    private void site(String name, String more) throws Exception {
        make(
                name,
                "{\"subtype\":\"interactive\",\"project\":\"site\",\"command\":[\"node\",\"server.mjs\",\"{port}\"]}",
                more);
    }

    private JsonNode running(String name) throws Exception {
        assertThat(gateway.post("/apps/" + name + "/start", "").status()).isEqualTo(200);
        return gateway.await("/apps/" + name, app -> app.path("status").asText().equals("running"))
                .body();
    }

    private String open(String name) throws Exception {
        return gateway.post("/apps/" + name + "/open", "").text("/url");
    }

    /** As a frame asks, without a token. */
    private HttpResponse<String> ask(String method, String path, String body, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(gateway.base().resolve(path))
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return browser.send(request.build(), BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return String.join(" | ", answer.headers().allValues(name));
    }

    @Test
    @DisplayName(
            "without a server is shown in an origin of its own that reaches nothing, by an address that opens it alone")
    void document() throws Exception {
        make("clock", "{\"subtype\":\"html\",\"content\":\"<h1>noon</h1><script>go()</script>\"}", "");
        var opened = gateway.post("/apps/clock/open", "").body();
        assertThat(opened.path("mime_type").asText()).isEqualTo("text/html");
        var url = opened.path("url").asText();
        var shown = ask("GET", url, "");
        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(shown.body()).isEqualTo("<h1>noon</h1><script>go()</script>");
        assertThat(header(shown, "Content-Type")).startsWith("text/html");
        assertThat(header(shown, "Content-Security-Policy"))
                .startsWith("sandbox allow-scripts;")
                .contains("default-src 'none'", "form-action 'none'", "frame-ancestors 'self'")
                .doesNotContain("allow-same-origin", "connect-src");
        assertThat(header(shown, "X-Frame-Options")).isEqualTo("SAMEORIGIN");
        assertThat(header(shown, "X-Content-Type-Options")).isEqualTo("nosniff");

        assertThat(ask("GET", url + "more", "").statusCode()).isEqualTo(404);
        assertThat(ask("POST", url, "").statusCode()).isEqualTo(404);
        assertThat(ask("GET", url.replaceFirst("apps/.", "apps/_"), "").statusCode())
                .isEqualTo(401);
        assertThat(gateway.post("/apps/clock/start", "").status()).isEqualTo(409);
        assertThat(gateway.get("/apps").body().findValuesAsText("name")).contains("clock", "welcome");
        assertThat(header(ask("GET", open("welcome"), ""), "Content-Type")).startsWith("text/markdown");

        var id = gateway.get("/extensions?type=app&q=clock")
                .body()
                .get(0)
                .path("id")
                .asText();
        gateway.put("/extensions/" + id, "{\"definition\":{\"subtype\":\"html\",\"content\":\"<p>other\"}}");
        assertThat(ask("GET", url, "").statusCode()).as("another version").isEqualTo(404);
        assertThat(ask("GET", open("clock"), "").body()).isEqualTo("<p>other");
    }

    @Test
    @DisplayName("that an agent made runs only once a person has approved it, and the card says what it starts")
    void approved() throws Exception {
        site("site", ",\"source\":\"agent\",\"owner_agent_id\":\"daemion\"");
        assertThat(gateway.post("/apps/site/start", "").status()).isEqualTo(404);
        var card = gateway.await("/approvals?status=pending", all -> !all.isEmpty())
                .body()
                .get(0);
        assertThat(card.path("summary").asText())
                .contains("it runs the program [\"node\",\"server.mjs\",\"{port}\"] in site");
        gateway.post("/approvals/" + card.path("id").asText(), "{\"decision\":\"approve\"}");
        gateway.await("/apps", apps -> apps.findValuesAsText("name").contains("site"));
        assertThat(running("site").path("port").asInt()).isBetween(5173, 5273);
    }

    @Test
    @DisplayName("with a server is reached through the gateway, which hands on what is asked and nothing that is ours")
    void proxied() throws Exception {
        site("site", "");
        assertThat(gateway.post("/apps/site/open", "").status()).isEqualTo(409);
        int port = running("site").path("port").asInt();
        var opened = gateway.post("/apps/site/open", "").body();
        assertThat(opened.path("direct_url").asText()).isEqualTo("http://127.0.0.1:" + port + "/");
        var url = opened.path("url").asText();

        var page = ask("GET", url, "", "Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "navigate");
        assertThat(page.body()).isEqualTo("<h1>plain</h1>");
        assertThat(header(page, "Content-Security-Policy"))
                .startsWith("sandbox allow-scripts")
                .doesNotContain("same-origin", "top-navigation", "popups");

        var echo = ask(
                "PUT",
                url + "a%20b//c?x=1&y=%2F",
                "z".repeat(100_000),
                "Authorization",
                "Bearer secret",
                "Cookie",
                "a=b",
                "Content-Type",
                "application/json",
                "X-Odd",
                "1");
        var seen = Json.shown().readTree(echo.body());
        assertThat(seen.path("method").asText()).isEqualTo("PUT");
        assertThat(seen.path("url").asText()).isEqualTo("/a%20b//c?x=1&y=%2F");
        assertThat(Json.shown()
                        .readTree(ask("GET", url + "/evil.example/x", "").body())
                        .path("url")
                        .asText())
                .isEqualTo("//evil.example/x");
        assertThat(seen.path("length").asInt()).isEqualTo(100_000);
        assertThat(seen.at("/headers/content-type").asText()).isEqualTo("application/json");
        assertThat(seen.at("/headers/host").asText()).isEqualTo("127.0.0.1:" + port);
        assertThat(seen.at("/headers/x-forwarded-prefix").asText()).isEqualTo(url);
        assertThat(seen.path("headers").has("authorization")).isFalse();
        assertThat(seen.path("headers").has("cookie")).isFalse();
        assertThat(seen.path("headers").has("x-odd")).isFalse();
        assertThat(seen.path("env").has("ANTHROPIC_API_KEY")).isFalse();

        assertThat(header(ask("GET", url + "there", ""), "Location")).isEqualTo(url + "landed?x=1");
        assertThat(header(ask("GET", url + "rooted", ""), "Location")).isEqualTo(url + "landed");
        assertThat(header(ask("GET", url + "away", ""), "Location")).isEqualTo("https://example.org/");
        var large = browser.send(
                HttpRequest.newBuilder(gateway.base().resolve(url + "large")).build(), BodyHandlers.ofByteArray());
        assertThat(large.body()).hasSize(64 * 65_536);
    }

    @Test
    @DisplayName("has none of our rights: no header of its server reaches our origin, and its pages may not call us")
    void isolated() throws Exception {
        site("site", "");
        running("site");
        var url = open("site");
        var greedy = ask("GET", url + "greedy", "", "Origin", "null", "Sec-Fetch-Site", "cross-site");
        assertThat(greedy.statusCode()).isEqualTo(200);
        assertThat(header(greedy, "ETag")).isEqualTo("\"1\"");
        assertThat(header(greedy, "Access-Control-Allow-Origin")).isEqualTo("null");
        assertThat(header(greedy, "Content-Security-Policy"))
                .startsWith("sandbox")
                .doesNotContain("*");
        for (var name : new String[] {"Set-Cookie", "Clear-Site-Data", "Service-Worker-Allowed"}) {
            assertThat(header(greedy, name)).as(name).isEmpty();
        }
        assertThat(ask("GET", url + "greedy", "", "Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "no-cors")
                        .statusCode())
                .as("never a script of our page")
                .isEqualTo(403);
        assertThat(ask("GET", url, "", "Origin", "https://evil.example").statusCode())
                .isEqualTo(403);
        for (var path : new String[] {"/threads", "/apps", "/sandbox/x", "/chat"}) {
            assertThat(ask("GET", path, "", "Origin", "null").statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(ask("GET", "/threads", "", "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(401);
    }

    @Test
    @DisplayName("talks over WebSockets through the gateway, with its own subprotocol and as its own origin")
    void sockets() throws Exception {
        site("site", "");
        int port = running("site").path("port").asInt();
        var url = open("site");
        var heard = new LinkedBlockingQueue<String>();
        var socket = socket(url + "live?x=1", heard);
        assertThat(socket.getSubprotocol()).isEqualTo("talk");
        socket.sendText("hello", true).get(10, TimeUnit.SECONDS);
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("HELLO http://127.0.0.1:" + port);
        socket.sendText("again", true).get(10, TimeUnit.SECONDS);
        assertThat(heard.poll(10, TimeUnit.SECONDS)).startsWith("AGAIN");

        gateway.post("/apps/site/stop", "");
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("closed");
        gateway.await("/apps/site", app -> app.path("status").asText().equals("stopped"));
        assertThat(ask("GET", url, "").statusCode()).isEqualTo(503);
    }

    private WebSocket socket(String path, BlockingQueue<String> heard) throws Exception {
        return browser.newWebSocketBuilder()
                .subprotocols("talk")
                .header("Origin", "null")
                .buildAsync(
                        URI.create(gateway.base().resolve(path).toString().replaceFirst("^http", "ws")),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                                heard.add(data.toString());
                                return WebSocket.Listener.super.onText(webSocket, data, last);
                            }

                            @Override
                            public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
                                heard.add("closed");
                                return WebSocket.Listener.super.onClose(webSocket, statusCode, reason);
                            }

                            @Override
                            public void onError(WebSocket webSocket, Throwable error) {
                                heard.add("closed");
                            }
                        })
                .get(20, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName(
            "that refuses a socket, crashes or is started anew is a refusal with a sentence, and the gateway goes on")
    void trouble() throws Exception {
        site("site", "");
        running("site");
        var url = open("site");
        try {
            socket(url + "no-socket", new LinkedBlockingQueue<>());
            throw new AssertionError("a socket was opened");
        } catch (ExecutionException refused) {
            assertThat(refused).hasStackTraceContaining("WebSocketHandshakeException");
        }
        assertThat(ask("GET", url + "crash", "").statusCode()).isEqualTo(503);
        var failed = gateway.await(
                        "/apps/site", app -> app.path("status").asText().equals("failed"))
                .body();
        assertThat(failed.path("detail").asText()).contains("exit code 3");
        assertThat(failed.path("log").toString()).contains("last words");
        assertThat(ask("GET", url, "").statusCode()).isEqualTo(503);

        running("site");
        assertThat(ask("GET", url, "").statusCode())
                .as("a ticket is for one start")
                .isEqualTo(503);
        assertThat(ask("GET", open("site"), "").statusCode()).isEqualTo(200);
        gateway.restart();
        assertThat(gateway.get("/apps/site").text("/status")).isEqualTo("stopped");
        assertThat(ask("GET", url, "").statusCode()).as("and for one gateway").isEqualTo(401);
    }
}
