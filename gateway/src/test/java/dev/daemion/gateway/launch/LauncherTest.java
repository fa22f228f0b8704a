package dev.daemion.gateway.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.gateway.discovery.Connection;
import dev.daemion.gateway.discovery.Rendezvous;
import dev.daemion.gateway.settings.Home;
import dev.daemion.kernel.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The program as it is started")
class LauncherTest {
    private static final int KILL_ROUND_COUNT = 3;

    @TempDir
    static Path shared;

    private static Installation installation;

    @TempDir
    Path folder;

    private Map<String, String> environment;

    @BeforeAll
    static void install() throws Exception {
        installation = Installation.make(Files.createDirectory(shared.resolve("with a space")));
        // Prepares the archive, so that no test pays for it.
        var home = shared.resolve("first");
        var first = installation.run(
                Map.of("HOME", shared.toString()),
                "start",
                "--home",
                home.toString(),
                "--port",
                "0",
                "--timeout",
                "90");
        assertThat(first.code()).as(first.err()).isZero();
        installation.run(Map.of("HOME", shared.toString()), "stop", "--home", home.toString());
    }

    @BeforeEach
    void environment() {
        environment = Map.of("HOME", folder.toString(), "DAEMION_PORT", "0");
    }

    @AfterEach
    void stop() throws Exception {
        installation.run(environment, "stop");
    }

    @Test
    @DisplayName("starts through a symbolic link, prints address and code, answers, and stops")
    void lifeCycle() throws Exception {
        var link = Files.createSymbolicLink(folder.resolve("daemion"), installation.launcher());

        var started = Installation.run(link, environment, "start");

        assertThat(started.code()).as(started.err()).isZero();
        assertThat(started.out())
                .contains("Daemion is running at http://127.0.0.1:")
                .containsPattern("Code +\\d{6} ");
        assertThat(installation.run(environment, "start").out()).contains("already running");
        var status = Json.stored()
                .readTree(installation.run(environment, "status", "--json").out());
        assertThat(status.path("running").asBoolean()).isTrue();
        assertThat(status.path("database").isMissingNode()).isFalse();
        assertThat(installation.run(environment, "chat", "what can you do?").out())
                .isNotBlank();

        assertThat(installation.run(environment, "stop").code()).isZero();
        assertThat(ProcessHandle.of(status.path("pid").asLong())).isEmpty();
        assertThat(home().registration()).doesNotExist();
        assertThat(installation.run(environment, "stop").out()).contains("not running");
    }

    @Test
    @DisplayName("uses the trained archive, with exactly the flags it was trained with")
    void usesArchive() throws Exception {
        var archive = archive();
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var jar = installation.app().resolve("daemion-gateway.jar").toString();
        var options = "@" + installation.app().resolve("jvm.options");

        // AOTMode=on ends the JVM when the archive is not usable, instead of going on without it.
        var strict = Installation.run(
                java, environment, options, "-XX:AOTCache=" + archive, "-XX:AOTMode=on", "-jar", jar, "version");
        var other = Installation.run(
                java,
                environment,
                options,
                "-XX:+UseParallelGC",
                "-XX:-UseSerialGC",
                "-XX:AOTCache=" + archive,
                "-XX:AOTMode=on",
                "--add-modules=java.sql",
                "-jar",
                jar,
                "version");

        assertThat(strict.code()).as(strict.err() + strict.out()).isZero();
        assertThat(other.code()).isNotZero();
        var gateway = start();
        assertThat(ProcessHandle.of(gateway).flatMap(p -> p.info().arguments()).map(List::of))
                .hasValueSatisfying(arguments -> assertThat(arguments).contains("-XX:AOTCache=" + archive));
    }

    @Test
    @DisplayName("leaves a gateway in a session of its own")
    void ownSession() throws Exception {
        var pid = start();

        var stat = Path.of("/proc/" + pid + "/stat");
        if (Files.exists(stat)) {
            var fields = Files.readString(stat).replaceFirst("^.*\\) ", "").split(" ", -1);
            assertThat(fields[3]).as("session").isEqualTo(String.valueOf(pid));
        } else {
            var ps = Installation.run(Path.of("/bin/ps"), Map.of(), "-o", "pgid=", "-p", String.valueOf(pid));
            assertThat(ps.out().strip()).isEqualTo(String.valueOf(pid));
        }
    }

    @Test
    @DisplayName("stands down when its registration is removed")
    void standsDown() throws Exception {
        var process = ProcessHandle.of(start()).orElseThrow();

        Files.delete(home().registration());

        assertThat(process.onExit().get(20, TimeUnit.SECONDS).isAlive()).isFalse();
    }

    @Test
    @DisplayName("lets one of several that start at once serve, and all of them say so")
    void racingStarts() throws Exception {
        var racing = new ArrayList<Process>();
        for (int i = 0; i < 4; i++) {
            racing.add(Installation.start(installation.launcher(), environment, List.of("start", "--timeout", "90"))
                    .redirectErrorStream(true)
                    .start());
        }
        var urls = new java.util.HashSet<String>();
        for (var process : racing) {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            var out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.exitValue()).as(out).isZero();
            urls.add(out.replaceAll("(?s).*?(http://127\\.0\\.0\\.1:\\d+).*", "$1"));
        }
        assertThat(urls).hasSize(1);
    }

    @Test
    @DisplayName("loses and doubles no acknowledged turn when it is killed under load")
    void survivesKill() throws Exception {
        for (int round = 0; round < KILL_ROUND_COUNT; round++) {
            var process = ProcessHandle.of(start()).orElseThrow();
            var acknowledged = new CopyOnWriteArrayList<String>();
            String thread;
            try (var connection = connect()) {
                thread = id(connection.send("POST", "/threads", "{}").body());
                var writer = Thread.ofVirtual().start(() -> post(connection, thread, acknowledged));
                assertThat(awaitCount(acknowledged, 5 + 5 * round)).isTrue();
                process.destroyForcibly();
                process.onExit().get(10, TimeUnit.SECONDS);
                writer.join(Duration.ofSeconds(10));
            }
            start();
            try (var connection = connect()) {
                var turns = connection.send("GET", "/threads/" + thread + "/turns?limit=200", null);
                var found = new ArrayList<String>();
                Json.stored()
                        .readTree(turns.body())
                        .forEach(turn -> found.add(turn.path("id").asText()));
                assertThat(found).containsAll(acknowledged).doesNotHaveDuplicates();
            }
            installation.run(environment, "stop");
        }
    }

    @Test
    @DisplayName("says in one sentence what is wrong with the Java it is pointed to")
    void wrongJava() throws Exception {
        var ended = installation.run(Map.of("HOME", folder.toString(), "DAEMION_JAVA", "/nowhere"), "version");

        assertThat(ended.code()).isEqualTo(4);
        assertThat(ended.err().strip())
                .isEqualTo("DAEMION_JAVA is /nowhere, which is not a Java 25; point it to one, or unset it.");
    }

    private long start() throws Exception {
        var started = installation.run(environment, "start", "--timeout", "60");
        assertThat(started.code()).as(started.err()).isZero();
        return Json.stored()
                .readTree(Files.readString(home().registration()))
                .path("pid")
                .asLong();
    }

    private Connection connect() throws IOException {
        return new Rendezvous(home()).await(Duration.ofSeconds(10));
    }

    private static void post(Connection connection, String thread, List<String> acknowledged) {
        try {
            while (true) {
                var body = "{\"thread_id\":\"" + thread + "\",\"content\":\"what time is it?\"}";
                var response = connection.send("POST", "/chat", body);
                if (response.statusCode() == 201) {
                    acknowledged.add(id(response.body()));
                }
            }
        } catch (IOException e) {
            // The gateway was killed, which is what this is about.
            assertThat(e).isNotNull();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean awaitCount(List<String> list, int count) {
        var end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (list.size() < count && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return list.size() >= count;
    }

    private static String id(String json) {
        try {
            return Json.stored().readTree(json).path("id").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path archive() throws IOException {
        try (var files = Files.list(installation.app())) {
            return files.filter(f -> f.toString().endsWith(".aot"))
                    .filter(f -> f.toFile().length() > 0)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no archive was trained"));
        }
    }

    private Home home() {
        return new Home(folder.resolve(".daemion"));
    }
}
