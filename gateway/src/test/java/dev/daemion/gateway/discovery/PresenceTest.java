package dev.daemion.gateway.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.daemion.gateway.settings.Home;
import dev.daemion.gateway.settings.StartRefused;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.wire.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A daemon's presence")
class PresenceTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path folder;

    private Home home;
    private HttpServer server;
    private final List<String> received = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() throws IOException {
        home = new Home(folder.resolve("home")).open();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    @DisplayName("keeps a second daemon out of the same home, and lets it in when the first is closed")
    void excludes() {
        var first = claim();

        assertThatThrownBy(this::claim)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(
                        "held by process " + ProcessHandle.current().pid());
        first.close();
        claim().close();
    }

    @Test
    @DisplayName("tells a second daemon at once where the first one answers")
    void alreadyRunning() {
        try (var first = claim()) {
            serve(first.publish(base(), () -> {}), text -> text);

            assertThatThrownBy(() -> Presence.claim(home, home.database(), Duration.ofMinutes(1)))
                    .isInstanceOfSatisfying(
                            StartRefused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(StartRefused.Reason.ALREADY_RUNNING))
                    .hasMessageContaining(base().toString());
        }
    }

    @Test
    @DisplayName("guards a database that lies outside of the home as well")
    void guardsDatabase() {
        var database = folder.resolve("shared.db");
        var other = new Home(folder.resolve("other")).open();
        try (var first = Presence.claim(home, database, SHORT)) {
            assertThat(first.id()).startsWith("daemon_");
            assertThatThrownBy(() -> Presence.claim(other, database, SHORT)).isInstanceOf(StartRefused.class);
        }
    }

    @Test
    @DisplayName("stands down when the record is replaced, and leaves the successor's record alone")
    void standsDownWhenReplaced() throws Exception {
        var standDown = new CountDownLatch(1);
        try (var first = claim()) {
            first.publish(base(), standDown::countDown);
            new RegistrationFile(home).publish(RegistrationTest.registration("daemon_next"));

            // sooner than the clock would notice
            assertThat(standDown.await(4, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(new RegistrationFile(home).read().orElseThrow().id()).isEqualTo("daemon_next");
    }

    @Test
    @DisplayName("stands down when the record is removed")
    void standsDownWhenRemoved() throws Exception {
        var standDown = new CountDownLatch(1);
        try (var first = claim()) {
            first.publish(base(), standDown::countDown);
            Files.delete(home.registration());

            // sooner than the clock would notice
            assertThat(standDown.await(4, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    @DisplayName("ends by taking its record back")
    void withdraws() {
        var presence = claim();
        presence.publish(base(), () -> {});
        assertThat(home.registration()).exists();

        presence.close();

        assertThat(home.registration()).doesNotExist();
        assertThat(home.credential()).exists();
    }

    @Test
    @DisplayName("is refused when the credential can be read by others, with the command that mends it")
    void openCredential() throws IOException {
        claim().close();
        Files.setPosixFilePermissions(home.credential(), PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(this::claim).hasMessageContaining("chmod 600 " + home.credential());
    }

    @Test
    @DisplayName("refuses a nonce that is empty or endless")
    void refusesNonce() {
        try (var presence = claim()) {
            var handshake = presence.handshake(base());

            assertThatThrownBy(() -> handshake.answer("")).isInstanceOf(Problem.class);
            assertThatThrownBy(() -> handshake.answer("x".repeat(257))).isInstanceOf(Problem.class);
        }
    }

    @Nested
    @DisplayName("when probed")
    class Probed {
        private Presence presence;
        private Handshake handshake;

        @BeforeEach
        void publish() {
            presence = claim();
            handshake = presence.publish(base(), () -> {});
        }

        @AfterEach
        void close() {
            presence.close();
        }

        @Test
        @DisplayName("proves itself, and the credential was not sent")
        void proves() {
            serve(handshake, text -> text);

            assertThat(outcome()).isEqualTo(Probe.Outcome.OK);
            assertThat(received).hasSize(1).noneMatch(text -> text.contains(secret()));
        }

        @Test
        @DisplayName("is unreachable when nothing listens")
        void unreachable() {
            server.stop(0);

            var finding = ask();

            assertThat(finding.outcome()).isEqualTo(Probe.Outcome.UNREACHABLE);
            assertThat(finding.isRefused()).isTrue();
        }

        @Test
        @DisplayName("is unreachable when something listens and never answers, within the deadline")
        void hung() throws IOException {
            server.stop(0);
            try (var silent = new ServerSocket(base().getPort(), 5, InetAddress.getLoopbackAddress())) {
                var finding = ask();

                assertThat(silent.isBound()).isTrue();
                assertThat(finding.outcome()).isEqualTo(Probe.Outcome.UNREACHABLE);
                assertThat(finding.isRefused()).isFalse();
            }
        }

        @Test
        @DisplayName("is not taken for a server that accepts everything")
        void acceptsEverything() {
            server.createContext("/", exchange -> answer(exchange, 200, "{\"ok\":true,\"id\":\"x\",\"proof\":\"y\"}"));

            assertThat(outcome()).isEqualTo(Probe.Outcome.NOT_THE_DAEMON);
        }

        @Test
        @DisplayName("is not taken for one that knows its id and makes a proof up")
        void madeUpProof() {
            serve(handshake, text -> text.replaceAll("\"proof\":\"..", "\"proof\":\"zz"));

            assertThat(outcome()).isEqualTo(Probe.Outcome.UNAUTHORISED);
        }

        @Test
        @DisplayName("is not taken for one that relays the handshake of a daemon at another address")
        void relayed() {
            serve(presence.handshake(URI.create("http://127.0.0.1:1")), text -> text);

            assertThat(outcome()).isEqualTo(Probe.Outcome.UNAUTHORISED);
        }

        @Test
        @DisplayName("is not taken for one that redirects, and the redirect is not followed")
        void redirects() {
            server.createContext("/elsewhere", exchange -> answer(exchange, 200, "{}"));
            server.createContext("/handshake", exchange -> {
                exchange.getResponseHeaders().add("Location", base() + "/elsewhere");
                answer(exchange, 307, "");
            });

            assertThat(outcome()).isEqualTo(Probe.Outcome.NOT_THE_DAEMON);
            assertThat(received).hasSize(1);
        }

        @Test
        @DisplayName("is not taken for one that answers without end")
        void endless() {
            server.createContext("/handshake", exchange -> answer(exchange, 200, "x".repeat(1_000_000)));

            assertThat(outcome()).isEqualTo(Probe.Outcome.NOT_THE_DAEMON);
        }

        @Test
        @DisplayName("is unauthorised when it refuses the handshake")
        void unauthorised() {
            server.createContext("/handshake", exchange -> answer(exchange, 401, "{}"));

            assertThat(outcome()).isEqualTo(Probe.Outcome.UNAUTHORISED);
        }

        @Test
        @DisplayName("is a mismatch when it proves itself with another protocol, whatever its version")
        void mismatch() {
            server.createContext("/handshake", exchange -> {
                var nonce = Json.stored()
                        .readTree(exchange.getRequestBody())
                        .path("nonce")
                        .asText();
                var proof = presence.credential().proof(nonce, presence.id(), base().toString(), 2);
                answer(
                        exchange,
                        200,
                        "{\"id\":\"" + presence.id() + "\",\"protocol\":2,\"version\":\"" + Version.current()
                                + "\",\"proof\":\"" + proof + "\"}");
            });

            assertThat(outcome()).isEqualTo(Probe.Outcome.PROTOCOL_MISMATCH);
        }

        private Probe.Outcome outcome() {
            return ask().outcome();
        }

        private Probe.Finding ask() {
            try (var probe = new Probe(presence.credential(), Duration.ofSeconds(1))) {
                return probe.ask(new RegistrationFile(home).read().orElseThrow());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private String secret() {
            return presence.credential().bearer().substring("Bearer ".length());
        }
    }

    private Presence claim() {
        return Presence.claim(home, home.database(), SHORT);
    }

    private URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void serve(Handshake handshake, UnaryOperator<String> change) {
        server.createContext("/handshake", exchange -> {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.add(exchange.getRequestHeaders().entrySet() + body);
            var nonce = Json.stored().readTree(body).path("nonce").asText();
            answer(exchange, 200, change.apply(Json.show(handshake.answer(nonce))));
        });
    }

    private void answer(HttpExchange exchange, int status, String text) throws IOException {
        if (received.isEmpty()) {
            received.add(exchange.getRequestHeaders().entrySet()
                    + exchange.getRequestURI().getPath());
        }
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (exchange;
                var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
