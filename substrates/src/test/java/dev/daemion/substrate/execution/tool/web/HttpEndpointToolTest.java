package dev.daemion.substrate.execution.tool.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.daemion.extension.definition.IntegrationDefinition.Endpoint;
import dev.daemion.extension.definition.IntegrationDefinition.Http;
import dev.daemion.extension.definition.IntegrationDefinition.Text;
import dev.daemion.kernel.extension.Permissions;
import dev.daemion.kernel.secret.Secret;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.tool.Tool;
import dev.daemion.substrate.execution.tool.ToolGuard;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.ToolScopes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("An endpoint of an HTTP integration")
@Timeout(60)
final class HttpEndpointToolTest {
    private static final Permissions LOCAL =
            new Permissions(null, null, List.of("service.test", "127.0.0.1"), null, null);

    private final ActorTestKit kit = ActorTestKit.create();
    private final ToolScope scope = ToolScopes.of(Path.of("/work"), List.of(Path.of("/work")), Path.of("/srv/home"));
    private HttpServer server;
    private int port;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        port = server.getAddress().getPort();
        server.createContext("/", HttpEndpointToolTest::echo);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        kit.shutdownTestKit();
    }

    /** Answers with what it was asked; {@code /to?<url>} redirects. */
    private static void echo(HttpExchange exchange) throws IOException {
        var uri = exchange.getRequestURI();
        if (uri.getPath().equals("/to")) {
            exchange.getResponseHeaders().set("Location", uri.getQuery());
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
            return;
        }
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var text = exchange.getRequestMethod() + " " + uri + "\nhost="
                + exchange.getRequestHeaders().getFirst("Host") + "\nkey="
                + exchange.getRequestHeaders().getFirst("X-Key") + "\nbody=" + body;
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private Tool tool(String method, String url, @Nullable String body, Permissions permissions, String... params) {
        var endpoint = new Endpoint(method, url, "It answers.", Map.of(), List.of(params), body, 10);
        var service = new Http(
                "http://service.test:" + port, Map.of("X-Key", new Text(null, "KEY")), Map.of("ask", endpoint));
        return new HttpEndpointTool(
                "http_service_ask",
                "service",
                "ask",
                service,
                permissions,
                new HttpEndpointTool.Surroundings(
                        kit.system(),
                        _ -> List.of(InetAddress.getLoopbackAddress()),
                        ToolGuard.PUBLIC_ONLY,
                        name -> name.equals("KEY") ? Optional.of(new Secret("s3cr3t-value")) : Optional.empty()));
    }

    private Permissions withPort() {
        return new Permissions(null, null, List.of("service.test:" + port, "127.0.0.1"), null, null);
    }

    private Tool.Result call(Tool tool, String input) {
        try {
            return tool.start(Json.stored().readTree(input), scope)
                    .result()
                    .toCompletableFuture()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("takes its parameters as values of path and query, whatever they hold")
    void encodes() {
        var tool = tool("GET", "/v1/{{place}}?q={{{words}}}", null, withPort(), "place", "words");
        var answer = call(tool, "{\"place\":\"../a b\",\"words\":\"x&y=z#?{{place}}\"}");
        assertThat(answer.isError()).as(answer.output()).isFalse();
        assertThat(answer.output()).contains("GET /v1/..%2Fa%20b?q=x%26y%3Dz%23%3F%7B%7Bplace%7D%7D");
        assertThat(call(tool, "{\"place\":\"x\"}").output()).contains("`words` is missing");
    }

    @Test
    @DisplayName("puts parameters into a JSON body as texts that cannot leave it")
    void body() {
        var tool = tool("POST", "/notes", "{\"text\":\"{{text}}\"}", withPort(), "text");
        assertThat(call(tool, "{\"text\":\"a\\\",\\\"admin\\\":\\\"b\\n\"}").output())
                .contains("POST /notes")
                .contains("body={\"text\":\"a\\\",\\\"admin\\\":\\\"b\\n\"}");
        assertThat(tool.spec().isReadOnly()).isFalse();
    }

    @Test
    @DisplayName("sends its secret to its own origin, shows it nowhere, and says when there is none")
    void secret() {
        var answer = call(tool("GET", "/", null, withPort()), "{}").output();
        assertThat(answer).contains("key=•••").contains("untrusted").doesNotContain("s3cr3t");
        var service = new Http(
                "http://service.test:" + port,
                Map.of("X-Key", new Text(null, "OTHER")),
                Map.of("ask", new Endpoint("GET", "/", null, Map.of(), null, null, 10)));
        var tool = new HttpEndpointTool(
                "http_service_ask",
                "service",
                "ask",
                service,
                withPort(),
                new HttpEndpointTool.Surroundings(
                        kit.system(),
                        _ -> List.of(InetAddress.getLoopbackAddress()),
                        ToolGuard.PUBLIC_ONLY,
                        _ -> Optional.empty()));
        assertThat(call(tool, "{}").output()).contains("There is no secret OTHER");
    }

    @Test
    @DisplayName("carries no secret to another host it is redirected to, and goes to none that is not permitted")
    void redirects() {
        var tool = tool("GET", "/to?{{url}}", null, withPort(), "url");
        var permitted =
                call(tool, "{\"url\":\"http://127.0.0.1:" + port + "/there\"}").output();
        assertThat(permitted).contains("GET /there").contains("key=null");
        assertThat(call(tool, "{\"url\":\"http://elsewhere.test:" + port + "/\"}")
                        .output())
                .contains("no permission")
                .doesNotContain("key=");
        assertThat(call(tool, "{\"url\":\"/here\"}").output())
                .contains("GET /here")
                .contains("key=•••");
        var posting = tool("POST", "/to?{{url}}", null, withPort(), "url");
        assertThat(call(posting, "{\"url\":\"/here\"}").output()).contains("is not sent again");
    }

    @Test
    @DisplayName("reaches a private address only when its permissions name the host")
    void privateAddress() {
        assertThat(call(tool("GET", "/", null, Permissions.UNSAID), "{}").output())
                .contains("not on the public internet");
        assertThat(call(tool("GET", "/", null, LOCAL), "{}").output()).contains("no permission for the host");
        var star = new Permissions(null, null, List.of("*"), null, null);
        assertThat(call(tool("GET", "/", null, star), "{}").output()).contains("not on the public internet");
    }
}
