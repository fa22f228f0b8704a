package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The server of an app when its gateway ends")
class AppKillTest {
    private static final Path SERVER =
            Path.of("../substrates/src/test/apps/server.mjs").toAbsolutePath();

    @TempDir
    private Path directory;

    private GatewayProcess gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new GatewayProcess(directory, Map.of());
        gateway.awaitReady();
        Files.copy(
                SERVER,
                Files.createDirectories(gateway.workspace().resolve("site")).resolve("server.mjs"));
        gateway.post("/extensions", """
            {"type":"app","name":"site","description":"A test.","definition":{"subtype":"interactive",
             "project":"site","command":["node","server.mjs","{port}"]}}\
            """);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private int running() throws Exception {
        gateway.post("/apps/site/start", "");
        return gateway.await("/apps/site", app -> app.path("status").asText().equals("running"))
                .body()
                .path("port")
                .asInt();
    }

    private static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    private static void awaitSilence(int port) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (answers(port)) {
            assertThat(System.nanoTime()).as("port %d goes silent", port).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    @DisplayName("ends with it; killed with SIGKILL, it is ended by the next start, and the app can be started again")
    void ends() throws Exception {
        int port = running();
        assertThat(answers(port)).isTrue();
        gateway.terminate();
        awaitSilence(port);

        gateway.start();
        assertThat(gateway.get("/apps/site").text("/status")).isEqualTo("stopped");
        int second = running();
        gateway.kill();
        gateway.start();
        awaitSilence(second);
        assertThat(answers(running())).isTrue();
    }
}
