package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A job that finds all four places taken")
@Timeout(120)
class JobQueueStoryTest {
    @TempDir
    private Path directory;

    private GatewayFixture gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new GatewayFixture(directory, Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private void make(String name, String command) throws Exception {
        var made = gateway.post(
                "/extensions",
                "{\"type\":\"job\",\"name\":\"" + name
                        + "\",\"description\":\"Works.\",\"enabled\":true,\"definition\":{\"trigger\":{\"type\":"
                        + "\"command\",\"command\":\"" + name + "\"},\"direct\":[{\"tool\":\"Bash\",\"with\":"
                        + "{\"command\":\"" + command + "\"}}]},\"permissions\":{\"tools\":[\"Bash\"]}}");
        assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
    }

    private String run(String name) throws Exception {
        return gateway.post("/jobs/" + name + "/run", "").body().path("run_id").asText();
    }

    private JsonNode await(String run, String status) throws Exception {
        return gateway.await(
                        "/runs/" + run, view -> view.path("status").asText().equals(status))
                .body();
    }

    @Test
    @DisplayName("is queued and has not started until one is free")
    void queued() throws Exception {
        for (int i = 1; i <= 4; i++) {
            make("long-" + i, "until test -e go; do sleep 0.1; done");
            await(run("long-" + i), "running");
        }
        make("late", "echo done");
        var late = run("late");
        gateway.await("/health", health -> health.toString().contains("4 runs work, 1 wait"));
        var waits = await(late, "queued");
        assertThat(waits.path("started_at").isNull()).as("%s", waits).isTrue();

        Files.writeString(gateway.workspace().resolve("go"), "");
        var done = await(late, "succeeded");
        assertThat(done.path("started_at").asText())
                .as("%s", done)
                .isGreaterThan(done.path("planned_at").asText());
    }
}
