package dev.daemion.gateway.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.gateway.settings.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The registration")
class RegistrationTest {
    @TempDir
    Path folder;

    private Home home;
    private RegistrationFile file;

    @BeforeEach
    void open() {
        home = new Home(folder.resolve("home")).open();
        file = new RegistrationFile(home);
    }

    @Test
    @DisplayName("comes back as it was published, in a file only its owner reads")
    void roundTrip() throws IOException {
        var published = registration("daemon_a");

        file.publish(published);

        assertThat(file.read()).contains(published);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.file())))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file.file()))
                .contains("\"id\":\"daemon_a\"", "\"url\":\"http://127.0.0.1:3001\"", "\"protocol\":1", "\"pid\":");
        assertThat(home.path().toFile().list()).noneMatch(name -> name.endsWith(".tmp"));
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(
            strings = {
                "http://127.0.0.1:3001",
                "http://localhost:3001",
                "http://[::1]:3001",
                "http://127.0.0.1:3001/",
                "http://127.0.0.1:65535"
            })
    @DisplayName("is accepted with a loopback address")
    void acceptsLoopback(String url) {
        assertThat(Registration.parse(json(url))).isPresent();
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(
            strings = {
                "https://127.0.0.1:3001",
                "http://127.0.0.2:3001",
                "http://127.0.0.1",
                "http://127.0.0.1:0",
                "http://127.0.0.1:99999",
                "http://user@127.0.0.1:3001",
                "http://127.0.0.1:3001@evil.example:80",
                "http://2130706433:3001",
                "http://0x7f000001:3001",
                "http://0177.0.0.1:3001",
                "http://127.1:3001",
                "http://[::ffff:127.0.0.1]:3001",
                "http://[::2]:3001",
                "http://localhost.:3001",
                "http://localhost.evil.example:3001",
                "http://127.0.0.1:3001/path",
                "http://127.0.0.1:3001?x",
                "http://127.0.0.1:3001#x",
                "HTTP://127.0.0.1:3001",
                "http://LOCALHOST:3001",
                "ws://127.0.0.1:3001",
                "http://127.0.0.1:3001\\n",
                " http://127.0.0.1:3001",
                "http://0.0.0.0:3001",
                "file:///etc/passwd",
                ""
            })
    @DisplayName("is as if absent with any other address")
    void refusesOthers(String url) {
        assertThat(Registration.parse(json(url))).isEmpty();
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "7",
                "{}",
                "{\"id\":\"\",\"url\":\"http://127.0.0.1:1\",\"protocol\":1}",
                "{\"id\":\"a\",\"url\":\"http://127.0.0.1:1\"}",
                "{\"id\":{},\"url\":1,\"protocol\":\"x\"}"
            })
    @DisplayName("is as if absent when it is damaged")
    void refusesDamaged(String text) {
        assertThat(Registration.parse(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    @DisplayName("may hold members of a later version")
    void ignoresUnknownMembers() {
        var text = "{\"id\":\"a\",\"url\":\"http://127.0.0.1:1\",\"protocol\":9,\"later\":[1],\"version\":\"9\"}";

        assertThat(Registration.parse(text.getBytes(StandardCharsets.UTF_8))).isPresent();
    }

    @Test
    @DisplayName("is removed by its owner only")
    void removesOwnOnly() throws IOException {
        file.publish(registration("daemon_a"));
        file.publish(registration("daemon_b"));

        assertThat(file.removeIfOwnedBy("daemon_a")).isFalse();
        assertThat(file.read().orElseThrow().id()).isEqualTo("daemon_b");
        assertThat(file.removeIfOwnedBy("daemon_b")).isTrue();
        assertThat(file.removeIfOwnedBy("daemon_b")).isFalse();
        assertThat(file.file()).doesNotExist();
    }

    @Test
    @DisplayName("is never seen half written while it is published 1,000 times")
    void neverHalf() throws Exception {
        file.publish(registration("daemon_first"));
        var isDone = new AtomicBoolean();
        try (var reader = Executors.newSingleThreadExecutor()) {
            var broken = reader.submit(() -> {
                var count = 0;
                while (!isDone.get()) {
                    count += file.read().isEmpty() ? 1 : 0;
                }
                return count;
            });
            for (int i = 0; i < 1_000; i++) {
                file.publish(registration("daemon_" + i + "x".repeat(i % 500)));
            }
            isDone.set(true);
            assertThat(broken.get()).isZero();
        }
    }

    @Test
    @DisplayName("of a successor survives every interleaving with its predecessor's removal")
    void successorSurvives() throws Exception {
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (int i = 0; i < 100; i++) {
                file.publish(registration("daemon_old"));
                var remove = threads.submit(() -> file.removeIfOwnedBy("daemon_old"));
                var publish = threads.submit(() -> {
                    file.publish(registration("daemon_new"));
                    return true;
                });
                remove.get();
                publish.get();
                assertThat(file.read().orElseThrow().id()).isEqualTo("daemon_new");
            }
        }
    }

    @Test
    @DisplayName("credential: concurrent first creation yields one value, private, kept across launches")
    void oneCredential() throws Exception {
        var proofs = new HashSet<String>();
        Callable<String> create = () -> Credential.loadOrCreate(home).bearer();
        var all = new ArrayList<Callable<String>>();
        for (int i = 0; i < 16; i++) {
            all.add(create);
        }
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var future : threads.invokeAll(all)) {
                proofs.add(future.get());
            }
        }

        assertThat(proofs).hasSize(1);
        assertThat(Credential.loadOrCreate(home).bearer())
                .isEqualTo(proofs.iterator().next());
        assertThat(Files.readString(home.credential()).strip()).matches("[A-Za-z0-9_-]{43}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.credential())))
                .isEqualTo("rw-------");
    }

    static Registration registration(String id) {
        return new Registration(
                id, "1.0", "http://127.0.0.1:3001", ProcessHandle.current().pid(), Registration.PROTOCOL);
    }

    private static byte[] json(String url) {
        return ("{\"id\":\"daemon_a\",\"version\":\"1\",\"url\":\"" + url + "\",\"pid\":1,\"protocol\":1}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
