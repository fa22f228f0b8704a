package dev.daemion.substrate.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.protocol.StorageQuery;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A gateway that is killed under load")
final class KillTest {
    private static final int ACKNOWLEDGED = 400;

    @TempDir
    private Path directory;

    @RepeatedTest(3)
    @Timeout(value = 90, unit = TimeUnit.SECONDS)
    @DisplayName("has lost nothing it acknowledged, doubled nothing, and reads on where it was")
    void kill() throws IOException, InterruptedException {
        var file = directory.resolve("daemion.db");
        var acknowledged = new HashSet<String>();
        for (int launch = 0; launch < 2; launch++) {
            killAfter(file, acknowledged);
        }
        try (var storage = new StorageFixture(file)) {
            storage.catchUp();
            var stored = new HashSet<>(
                    storage.database.read(sql -> sql.list("SELECT turn_id FROM turns", row -> row.text("turn_id"))));
            assertThat(stored).containsAll(acknowledged);
            assertThat(storage.count("SELECT count(*) FROM turns"))
                    .as("one turn for each journalled message")
                    .isEqualTo(storage.count(
                            "SELECT count(*) FROM event_journal WHERE event_ser_manifest = 'turn-posted'"));
            assertThat(storage.count("SELECT count(*) FROM search_rows")).isEqualTo(stored.size());
            var status = storage.read(new StorageQuery.Database());
            assertThat(status.tailOrdering()).isEqualTo(status.lastOrdering());
        }
    }

    private static void killAfter(Path file, Set<String> acknowledged) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledGateway.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.to(new File("target/killed-gateway.log")))
                .start();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int count = 0;
            while (true) {
                var line = lines.readLine();
                if (line == null) {
                    break;
                }
                // Other output of the process is no acknowledgement; neither is a line the kill has cut.
                if (dev.daemion.kernel.id.TurnId.parse(line).isPresent() && acknowledged.add(line)) {
                    count++;
                }
                if (count == ACKNOWLEDGED) {
                    // Through the handle: the process itself would close the output that is yet to be read.
                    process.toHandle().destroyForcibly();
                }
            }
            assertThat(count).as("see target/killed-gateway.log").isGreaterThanOrEqualTo(ACKNOWLEDGED);
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as("killed").isEqualTo(137);
    }
}
