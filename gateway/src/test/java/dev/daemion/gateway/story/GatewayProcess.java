package dev.daemion.gateway.story;

import dev.daemion.kernel.wire.Json;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A gateway in a process of its own, as the launcher starts it: it can be signalled, killed and started again. */
final class GatewayProcess extends TalkedTo {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    private final Map<String, String> environment = new HashMap<>();
    private final Path output;
    private Process process;
    private URI base = URI.create("http://127.0.0.1:1");

    /** @param settings environment variables: addresses and keys of models */
    GatewayProcess(Path directory, Map<String, String> settings) throws Exception {
        super(directory.resolve("home"));
        environment.put(
                "HOME", Files.createDirectories(directory.resolve("user")).toString());
        environment.put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        environment.putAll(settings);
        this.output = directory.resolve("output");
        this.process = launch(0);
    }

    /** Starts a process and does not wait: for the ones that are to refuse. */
    Process launch(int port) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(List.of("dev.daemion.gateway.Main", "gateway", "--home", home.toString()));
        command.addAll(List.of("--port", Integer.toString(port)));
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.to(output.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** What the latest process said before it ended, with its exit code in front. */
    String refusal(Process refusing) throws Exception {
        if (!refusing.waitFor(READY_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            refusing.destroyForcibly();
            throw new AssertionError("it runs on: " + Files.readString(output));
        }
        return refusing.exitValue() + " " + Files.readString(output);
    }

    /** Starts it again; answers when requests are. */
    void start() throws Exception {
        process = launch(0);
        awaitReady();
    }

    void awaitReady() throws Exception {
        long end = System.nanoTime() + READY_WITHIN.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("it does not start: " + Files.readString(output));
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    private boolean isReady() throws Exception {
        var registration = home.resolve("daemon.json");
        if (!Files.exists(registration)) {
            return false;
        }
        var record = Json.shown().readTree(Files.readString(registration));
        if (record.path("pid").asLong() != process.pid()) {
            return false;
        }
        base = URI.create(record.path("url").asText());
        return get("/health").status() == 200;
    }

    @Override
    URI base() {
        return base;
    }

    /** SIGKILL: it gets no chance to say anything. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM; answers how long the end took. */
    Duration terminate() throws Exception {
        long began = System.nanoTime();
        process.destroy();
        if (!process.waitFor(READY_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("it did not end");
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Override
    void close() throws Exception {
        kill();
        super.close();
    }
}
