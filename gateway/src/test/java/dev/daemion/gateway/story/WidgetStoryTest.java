package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A widget")
class WidgetStoryTest {
    @TempDir
    private Path directory;

    private GatewayFixture gateway;
    private HttpServer service;
    private final AtomicInteger calls = new AtomicInteger();

    @BeforeEach
    void start() throws Exception {
        gateway = new GatewayFixture(directory, Map.of());
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            calls.incrementAndGet();
            var body = "{\"path\":\"" + exchange.getRequestURI() + "\"}";
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(
                    exchange.getRequestURI().getPath().equals("/broken") ? 500 : 200, bytes.length);
            try (var out = exchange.getResponseBody()) {
                out.write(bytes);
            } catch (IOException gone) {
                throw new AssertionError(gone);
            }
        });
        service.start();
        gateway.post("/extensions", """
            {"type":"integration","name":"svc","description":"A service.","definition":{"kind":"http",
             "baseUrl":"http://127.0.0.1:%d","endpoints":{
              "now":{"method":"GET","url":"/now"},
              "change":{"method":"POST","url":"/change"},
              "broken":{"method":"GET","url":"/broken"}}},
             "permissions":{"hosts":["127.0.0.1"]}}\
            """.formatted(service.getAddress().getPort()));
    }

    @AfterEach
    void stop() throws Exception {
        service.stop(0);
        gateway.close();
    }

    private TalkedTo.Answer widget(String name, String endpoint, String permissions) throws Exception {
        assertThat(gateway.post("/extensions", """
            {"type":"widget","name":"%s","description":"A view.","definition":{"slot":"dashboard",
             "source":{"endpoint":"svc/%s"},"refreshSeconds":60,"view":{"component":"Text"}}%s}\
            """.formatted(name, endpoint, permissions))
                        .status())
                .isEqualTo(201);
        return gateway.get("/widgets/" + name + "/data");
    }

    @Test
    @DisplayName("that is built in shows what the kernel says, as its view expects it")
    void builtIn() throws Exception {
        var widgets = gateway.get("/widgets").body();
        assertThat(widgets.findValuesAsText("name"))
                .contains("health", "costs", "next-jobs", "pending-approvals", "recent-runs");
        for (var widget : widgets) {
            var name = widget.path("name").asText();
            var list = widget.at("/view/children/0/items/path").asText();
            var answer = gateway.get("/widgets/" + name + "/data");
            assertThat(answer.status()).as(name).isEqualTo(200);
            assertThat(answer.body().path("data").at(list).isArray())
                    .as("%s has a list at %s: %s", name, list, answer.body())
                    .isTrue();
        }
        assertThat(gateway.get("/widgets/health/data").body().at("/data/substrates"))
                .hasSize(6);
        assertThat(gateway.get("/widgets/none/data").status()).isEqualTo(404);
    }

    @Test
    @DisplayName(
            "reads an endpoint when its permissions name tool and host, once in its time, and else says what it lacks")
    void endpoint() throws Exception {
        var denied = widget("plain", "now", "");
        assertThat(denied.status()).isEqualTo(403);
        assertThat(denied.text("/detail")).contains("http_svc_now");
        assertThat(widget("no-host", "now", ",\"permissions\":{\"tools\":[\"http_svc_now\"],\"hosts\":[]}")
                        .status())
                .isEqualTo(403);
        assertThat(calls.get()).isZero();

        var permitted = ",\"permissions\":{\"tools\":[\"http_svc_*\"],\"hosts\":[\"127.0.0.1\"]}";
        assertThat(widget("good", "now", permitted).text("/data/path")).isEqualTo("/now");
        assertThat(gateway.get("/widgets/good/data").text("/data/path")).isEqualTo("/now");
        assertThat(calls.get()).isEqualTo(1);

        var broken = widget("broken", "broken", permitted);
        assertThat(broken.status()).isEqualTo(503);
        assertThat(broken.text("/code")).isEqualTo("source_failed");
        assertThat(broken.text("/detail")).contains("svc/broken failed");
        assertThat(widget("writes", "change", permitted).text("/detail")).contains("no GET");
        assertThat(widget("wrong", "nothing", permitted).text("/detail")).contains("no endpoint svc/nothing");
        assertThat(calls.get()).isEqualTo(2);
        assertThat(gateway.get("/health").status()).isEqualTo(200);
    }
}
