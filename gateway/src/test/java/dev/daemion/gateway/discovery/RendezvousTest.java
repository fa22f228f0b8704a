package dev.daemion.gateway.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.daemion.gateway.discovery.Rendezvous.Found;
import dev.daemion.gateway.settings.Home;
import dev.daemion.kernel.wire.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A client that looks for the gateway")
class RendezvousTest {
    @TempDir
    Path folder;

    private Home home;
    private final List<AutoCloseable> started = new CopyOnWriteArrayList<>();
    private final AtomicInteger spawnCount = new AtomicInteger();

    @BeforeEach
    void open() {
        home = new Home(folder.resolve("home")).open();
    }

    @AfterEach
    void stop() throws Exception {
        for (var daemon : started) {
            daemon.close();
        }
    }

    @Test
    @DisplayName("finds none in an empty home and starts nothing when it only looks")
    void looks() throws IOException {
        assertThat(new Rendezvous(home).find()).isInstanceOf(Found.Absent.class);
        assertThat(spawnCount).hasValue(0);
    }

    @Test
    @DisplayName("starts one when there is none, and talks to it with the credential")
    void spawns() throws Exception {
        var found = new Rendezvous(home).findOrSpawn(this::spawn, Duration.ofSeconds(10));

        assertThat(found).isInstanceOfSatisfying(Found.Running.class, running -> {
            try (var connection = running.connection()) {
                assertThat(connection.send("GET", "/who", null).body()).startsWith("Bearer ");
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(spawnCount).hasValue(1);
    }

    @Test
    @DisplayName("is one of twenty that race: all connect, to one daemon that was started once")
    void races() throws Exception {
        Callable<String> client = () -> {
            var found = new Rendezvous(home).findOrSpawn(this::spawn, Duration.ofSeconds(20));
            try (var connection = ((Found.Running) found).connection()) {
                return connection.registration().id();
            }
        };
        var ids = new ArrayList<String>();
        try (var threads = Executors.newFixedThreadPool(20)) {
            var all = new ArrayList<Callable<String>>();
            for (int i = 0; i < 20; i++) {
                all.add(client);
            }
            for (var future : threads.invokeAll(all)) {
                ids.add(future.get());
            }
        }

        assertThat(ids).hasSize(20).containsOnly(ids.getFirst());
        assertThat(spawnCount).hasValue(1);
    }

    @Test
    @DisplayName("removes a record whose port refuses, and starts a new daemon")
    void staleRecord() throws Exception {
        Credential.loadOrCreate(home);
        int deadPort;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            deadPort = socket.getLocalPort();
        }
        new RegistrationFile(home)
                .publish(new Registration("daemon_old", "1", "http://127.0.0.1:" + deadPort, 1, Registration.PROTOCOL));

        assertThat(new Rendezvous(home).find()).isInstanceOf(Found.Absent.class);
        assertThat(home.registration()).doesNotExist();
    }

    @Test
    @DisplayName("leaves the record of a daemon alone that does not answer in time")
    void hungRecord() throws Exception {
        Credential.loadOrCreate(home);
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            new RegistrationFile(home)
                    .publish(new Registration(
                            "daemon_hung", "1", "http://127.0.0.1:" + silent.getLocalPort(), 1, Registration.PROTOCOL));

            assertThat(new Rendezvous(home).find())
                    .isInstanceOfSatisfying(
                            Found.Unusable.class,
                            unusable -> assertThat(unusable.outcome()).isEqualTo(Probe.Outcome.UNREACHABLE));
            assertThat(home.registration()).exists();
        }
    }

    @Test
    @DisplayName("hears at once why a daemon it started has ended")
    void failedSpawn() {
        var rendezvous = new Rendezvous(home);

        assertThatThrownBy(() -> rendezvous.findOrSpawn(
                        () -> () -> Optional.of(new IllegalStateException("the port is taken")), Duration.ofMinutes(1)))
                .hasMessage("the port is taken");
    }

    @Test
    @DisplayName("gives up in time when a daemon it started never answers")
    void silentSpawn() {
        var rendezvous = new Rendezvous(home);

        assertThatThrownBy(() -> rendezvous.findOrSpawn(() -> Optional::empty, Duration.ofMillis(300)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not answer");
    }

    /** A daemon in this process: claims the home, answers the handshake and says what token it got. */
    private Rendezvous.Spawned spawn() throws IOException {
        spawnCount.incrementAndGet();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var presence = Presence.claim(home, home.database(), Duration.ofSeconds(5));
        var base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        var handshake = presence.handshake(base);
        server.createContext("/handshake", exchange -> {
            var nonce = Json.stored()
                    .readTree(exchange.getRequestBody())
                    .path("nonce")
                    .asText();
            answer(exchange, Json.show(handshake.answer(nonce)));
        });
        server.createContext(
                "/who",
                exchange -> answer(
                        exchange, String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        presence.publish(base, () -> {});
        started.add(() -> {
            presence.close();
            server.stop(0);
        });
        return Optional::empty;
    }

    private static void answer(com.sun.net.httpserver.HttpExchange exchange, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
