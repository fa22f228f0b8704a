package dev.daemion.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.gateway.auth.AccessSettings;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Who gets in")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {
    private ApiFixture api;

    @BeforeAll
    void start() throws Exception {
        api = new ApiFixture();
    }

    @AfterAll
    void stop() throws Exception {
        api.close();
    }

    private String withHost(String hostLines) throws Exception {
        return api.raw("GET /health HTTP/1.1\r\n" + hostLines + "Connection: close\r\n\r\n");
    }

    @ParameterizedTest(name = "{index}: {0}")
    @DisplayName("A Host that names this machine passes")
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.1:3001",
                "localhost",
                "LOCALHOST:80",
                "[::1]:3001",
                "[::1]",
                "box.tailnet.ts.net",
                "Box.Tailnet.ts.net:443"
            })
    void passesHost(String host) throws Exception {
        assertThat(withHost("Host: " + host + "\r\n")).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest(name = "{index}: {0}")
    @DisplayName("Any other Host is refused with 403, and so is none, an empty one and a second one")
    @ValueSource(
            strings = {
                "Host: evil.example\r\n",
                "Host: 127.0.0.2\r\n",
                "Host: 127.0.0.1.evil.example\r\n",
                "Host: localhost.evil.example\r\n",
                "Host: localhost.\r\n",
                "Host: 0.0.0.0:3001\r\n",
                "Host: 2130706433\r\n",
                "Host: 0x7f000001\r\n",
                "Host: [::ffff:127.0.0.1]\r\n",
                "Host: user@127.0.0.1\r\n",
                "Host: 127.0.0.1:99999\r\n",
                "Host: 127.0.0.1:port\r\n",
                "Host: 127.0.0.1 evil\r\n",
                "Host:\r\n",
                "",
                "Host: 127.0.0.1\r\nHost: evil.example\r\n",
                "Host: evil.example\r\nHost: 127.0.0.1\r\n"
            })
    void refusesHost(String lines) throws Exception {
        assertThat(withHost(lines))
                .startsWith("HTTP/1.1 403")
                .contains("host_refused")
                .contains("problem+json");
    }

    @Test
    @DisplayName("An absolute request target cannot smuggle in another host")
    void refusesOtherTarget() throws Exception {
        var answer = api.raw("GET http://evil.example/health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        assertThat(answer).matches("(?s)HTTP/1.1 40[03].*");
    }

    @ParameterizedTest(name = "{index}: {0}")
    @DisplayName("The gateway's own page passes without CORS headers")
    @CsvSource({"127.0.0.1", "localhost"})
    void passesOwnOrigin(String name) throws Exception {
        var answer = api.send(ApiFixture.authorized(api.request("GET", "/nothing"))
                .header("Origin", "http://" + name + ":" + api.port));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @ParameterizedTest(name = "{index}: {0}")
    @DisplayName("A page of another origin is refused with 403, even with a token")
    @ValueSource(
            strings = {
                "null",
                "https://evil.example",
                "http://127.0.0.1:1",
                "http://localhost",
                "https://app.example.evil.com",
                "https://app.example:8443",
                "http://app.example",
                "https://app.example/",
                "file://"
            })
    void refusesOrigin(String origin) throws Exception {
        var answer =
                api.send(ApiFixture.authorized(api.request("GET", "/health")).header("Origin", origin));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("origin_refused");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    @DisplayName(
            "An allowed origin may read answers, refusals included, and gets its preflight answered without a token")
    void allowsOrigin() throws Exception {
        var refused = api.send(api.request("GET", "/threads").header("Origin", ApiFixture.ALLOWED_ORIGIN));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo(ApiFixture.ALLOWED_ORIGIN);
        assertThat(refused.header("Vary")).contains("Origin");

        var preflight = api.send(api.request("OPTIONS", "/chat")
                .header("Origin", ApiFixture.ALLOWED_ORIGIN)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type"));
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo(ApiFixture.ALLOWED_ORIGIN);
        assertThat(preflight.header("Access-Control-Allow-Methods")).contains("POST");
        assertThat(preflight.header("Access-Control-Allow-Headers")).contains("authorization");
        assertThat(preflight.header("Access-Control-Allow-Credentials")).isEmpty();
    }

    @Test
    @DisplayName("Strangers see that the gateway is alive, and nothing else")
    void showsPulse() throws Exception {
        var answer = api.send(api.request("GET", "/health"));
        assertThat(answer.json().toString()).isEqualTo("{\"status\":\"ok\",\"uptime\":0}");
    }

    @Test
    @DisplayName("A paired device is known by its token")
    void knowsDevice() throws Exception {
        var answer =
                api.send(api.request("GET", "/nothing").header("Authorization", "bearer " + ApiFixture.DEVICE_TOKEN));
        assertThat(answer.status()).isEqualTo(404);
    }

    @Test
    @DisplayName("A query token opens no ordinary route")
    void refusesQueryToken() throws Exception {
        assertThat(api.send(api.request("GET", "/threads?token=" + ApiFixture.CREDENTIAL))
                        .status())
                .isEqualTo(401);
    }

    @Test
    @DisplayName("The handshake asks for no token and shows only the proof")
    void shakesHands() throws Exception {
        var request = api.request("POST", "/handshake")
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{\"nonce\":\"0123456789abcdef\"}"));
        var answer = api.send(request);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("proof").asText()).isEqualTo("proof-of-0123456789abcdef");
    }

    @Test
    @DisplayName("With open-health = false even the pulse needs a token")
    void closesHealth() throws Exception {
        try (var strict =
                new ApiFixture(new AccessSettings(Set.of(), Set.of(), false), Duration.ofSeconds(2), List.of())) {
            assertThat(strict.send(strict.request("GET", "/health")).status()).isEqualTo(401);
        }
    }

    @Test
    @DisplayName("A substrate that does not answer in time is 503 with Retry-After")
    void givesUp() throws Exception {
        try (var hasty = new ApiFixture(AccessSettings.DEFAULT, Duration.ofMillis(100), List.of())) {
            hasty.substrates.on(
                    StorageProtocol.Read.class,
                    read -> assertThat(read.query()).isInstanceOf(StorageQuery.Threads.class));
            var answer = hasty.call("GET", "/threads");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.code()).isEqualTo("timed_out");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
        }
    }

    @Test
    @DisplayName("An opaque origin may go where a ticket opens, and nowhere else; a wrong Host goes nowhere")
    void opaqueOrigin() throws Exception {
        assertThat(withOpaqueOrigin("/sandbox/apps/x/y", "127.0.0.1")).startsWith("HTTP/1.1 401");
        assertThat(withOpaqueOrigin("/sandbox/apps/x/y", "evil.example")).startsWith("HTTP/1.1 403");
        for (var path : new String[] {"/threads", "/sandbox/apps", "/sandbox/appsx/y", "/", "/health"}) {
            assertThat(withOpaqueOrigin(path, "127.0.0.1")).as(path).startsWith("HTTP/1.1 403");
        }
    }

    private String withOpaqueOrigin(String path, String host) throws Exception {
        return api.raw("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nOrigin: null\r\nConnection: close\r\n\r\n");
    }
}
