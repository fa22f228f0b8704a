package dev.daemion.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.gateway.http.Contract.Operation;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The OpenAPI document and the gateway say the same")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractTest {
    private ApiFixture api;

    @BeforeAll
    void start() throws Exception {
        api = new ApiFixture();
    }

    @AfterAll
    void stop() {
        api.close();
    }

    static Stream<Operation> closed() {
        return Contract.committed().operations().stream().filter(operation -> !operation.isOpen());
    }

    @Test
    @DisplayName("about which routes there are")
    void sameRoutes() {
        var served = api.api.endpoints().stream()
                .map(endpoint -> endpoint.method() + " " + endpoint.template())
                .collect(Collectors.toCollection(TreeSet::new));
        var documented = Contract.committed().operations().stream()
                .map(Operation::toString)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).isEqualTo(served);
    }

    @Test
    @DisplayName(
            "about which routes need no token: health, handshake, pair, hooks (which are signed), and nothing else")
    void sameOpenRoutes() {
        var served = api.api.endpoints().stream()
                .filter(endpoint -> endpoint.access() == Endpoint.Access.OPEN)
                .map(endpoint -> endpoint.method() + " " + endpoint.template());
        var documented = Contract.committed().operations().stream()
                .filter(Operation::isOpen)
                .map(Operation::toString);
        assertThat(served)
                .containsExactlyInAnyOrderElementsOf(documented.toList())
                .containsExactlyInAnyOrder("GET /health", "POST /handshake", "POST /pair", "POST /hooks/{name}");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("closed")
    @DisplayName(
            "about what a caller without a valid token gets: 401, always the same, and nothing reaches a substrate")
    void refusesStrangers(Operation operation) throws Exception {
        var wrong = List.of(
                "",
                "Bearer " + "x".repeat(ApiFixture.CREDENTIAL.length()),
                "Bearer " + ApiFixture.CREDENTIAL.substring(1),
                "Bearer " + ApiFixture.CREDENTIAL + "x",
                "Bearer " + ApiFixture.CREDENTIAL.toLowerCase(Locale.ROOT),
                "Bearer",
                "Bearer " + "y".repeat(4_000),
                "Basic " + ApiFixture.CREDENTIAL,
                "Token " + ApiFixture.CREDENTIAL,
                ApiFixture.CREDENTIAL);
        for (var authorization : wrong) {
            var request = api.request(operation.method(), operation.path());
            if (!authorization.isEmpty()) {
                request.header("Authorization", authorization);
            }
            var answer = api.send(request);
            assertThat(answer.status()).as(authorization).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.json().path("error").asText()).isEqualTo("unauthorized");
        }
        assertThat(api.substrates.received)
                .noneMatch(message -> !message.toString().startsWith("Authenticate"));
    }

    @Test
    @DisplayName("and it is served as JSON and as a page without script")
    void servesItself() throws Exception {
        assertThat(api.call("GET", "/openapi.json").json()).isEqualTo(SpecRoutes.load());
        var page = api.call("GET", "/docs");
        assertThat(page.raw().body()).contains("/threads/{id}/turns").doesNotContain("<script");
        assertThat(page.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; style-src 'sha256-")
                .doesNotContain("unsafe");
    }

    @Test
    @DisplayName("and every answer carries the same protective headers")
    void protects() throws Exception {
        for (var path : List.of("/", "/health", "/threads", "/nothing", "/openapi.json")) {
            var answer = api.send(api.request("GET", path));
            assertThat(answer.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
            assertThat(answer.header("Referrer-Policy")).as(path).isEqualTo("no-referrer");
            assertThat(answer.header("Cross-Origin-Resource-Policy")).as(path).isEqualTo("same-origin");
            assertThat(answer.header("Content-Security-Policy"))
                    .as(path)
                    .contains("frame-ancestors 'none'")
                    .contains("default-src 'none'")
                    .doesNotContain("unsafe-inline");
            assertThat(answer.raw().headers().firstValue("Server")).as(path).isEmpty();
        }
    }
}
