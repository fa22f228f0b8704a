package dev.daemion.substrate.execution.tool.integration;

import static dev.daemion.substrate.execution.tool.integration.IntegrationFixture.integration;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.daemion.kernel.protocol.ExecutionProtocol.LinkStatus;
import dev.daemion.kernel.secret.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An MCP server at an address")
@Timeout(60)
final class AddressedServerTest {
    @TempDir
    private Path workspace;

    private final CountDownLatch release = new CountDownLatch(1);
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final List<String> elsewhere = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private HttpServer other;

    @BeforeEach
    void start() throws IOException {
        server = listen();
        other = listen();
        server.createContext("/", this::answer);
        other.createContext("/", exchange -> {
            elsewhere.add(exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
    }

    private static HttpServer listen() throws IOException {
        var listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listening.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        listening.start();
        return listening;
    }

    private void answer(HttpExchange exchange) throws IOException {
        keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Key")));
        switch (exchange.getRequestURI().getPath()) {
            case "/redirects" -> {
                exchange.getResponseHeaders()
                        .set(
                                "Location",
                                "http://127.0.0.1:" + other.getAddress().getPort() + "/stolen");
                exchange.sendResponseHeaders(307, -1);
            }
            case "/hangs" -> {
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, 0);
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            default -> {
                var bytes = ("no: " + exchange.getRequestHeaders().getFirst("X-Key")).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(500, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        }
        exchange.close();
    }

    @AfterEach
    void stop() {
        release.countDown();
        server.stop(0);
        other.stop(0);
    }

    private String detail(String path, @Nullable String permissions) {
        try (var fixture = new IntegrationFixture(workspace, Duration.ofSeconds(2))) {
            fixture.secrets.put("KEY", new Secret("s3cr3t-value"));
            fixture.catalog(integration(
                    "far",
                    1,
                    "{\"kind\":\"mcp\",\"url\":\"http://127.0.0.1:"
                            + server.getAddress().getPort() + path + "\",\"headers\":{\"X-Key\":{\"secret\":\"KEY\"}}}",
                    permissions));
            return fixture.awaitState(LinkStatus.FAILED).detail();
        }
    }

    @Test
    @DisplayName("gets its key there, and a redirect takes it nowhere")
    void redirect() {
        detail("/redirects", null);
        assertThat(keys).contains("s3cr3t-value");
        assertThat(elsewhere).isEmpty();
    }

    @Test
    @DisplayName("that refuses is said to, without the key it was sent")
    void refusing() {
        assertThat(detail("/refuses", null)).isNotEmpty().doesNotContain("s3cr3t-value");
    }

    @Test
    @DisplayName("that never answers is given up after the start time")
    void hanging() {
        assertThat(detail("/hangs", null)).contains("did not answer within 2 seconds");
    }

    @Test
    @DisplayName("is not asked at all when its permissions name other hosts")
    void notPermitted() {
        assertThat(detail("/refuses", "{\"hosts\":[\"example.org\"]}"))
                .contains("no permission for the host 127.0.0.1");
        assertThat(keys).isEmpty();
    }
}
