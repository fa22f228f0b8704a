package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Jobs that would keep each other going")
@Timeout(120)
class JobLoopStoryTest {
    private static final String LOOK = "\"direct\":[{\"tool\":\"LS\",\"with\":{\"path\":\".\"}}]";

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

    private void make(String name, String trigger, String rest) throws Exception {
        var made = gateway.post(
                "/extensions",
                "{\"type\":\"job\",\"name\":\"" + name
                        + "\",\"description\":\"Works.\",\"enabled\":true,\"definition\":"
                        + "{\"trigger\":" + trigger + ",\"overlap\":\"queue\"," + rest
                        + "},\"permissions\":{\"tools\":[\"LS\",\"run_job\"]}}");
        assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
    }

    private static String command(String name) {
        return "{\"type\":\"command\",\"command\":\"" + name + "\"}";
    }

    private JsonNode ended(String job, int count) throws Exception {
        gateway.await(
                "/jobs/" + job,
                view -> view.path("open_runs").isEmpty()
                        && view.path("queued_count").asInt() == 0);
        return gateway.await("/jobs/" + job + "/runs", runs -> runs.size() >= count)
                .body();
    }

    @Test
    @DisplayName("stop when an event fires the one that chains the other")
    void eventAndChain() throws Exception {
        make("watcher", "{\"type\":\"event\",\"event\":\"run.finished\"}", LOOK + ",\"chains\":[\"follower\"]");
        make("follower", command("follower"), LOOK);
        make("spark", command("spark"), LOOK);
        gateway.post("/jobs/spark/run", "");
        ended("follower", 1);
        make("last", command("last"), LOOK);
        gateway.post("/jobs/last/run", "");

        assertThat(ended("follower", 2)).as("one for spark, one for last").hasSize(2);
        assertThat(ended("watcher", 2)).hasSize(2);
    }

    @Test
    @DisplayName("stop when they start each other, and the one that may not says why")
    void startedByEachOther() throws Exception {
        make("ping", command("ping"), "\"direct\":[{\"tool\":\"run_job\",\"with\":{\"name\":\"pong\"}}]");
        make("pong", command("pong"), "\"direct\":[{\"tool\":\"run_job\",\"with\":{\"name\":\"ping\"}}]");
        gateway.post("/jobs/ping/run", "");

        var pong = gateway.await(
                        "/jobs/pong/runs",
                        runs -> runs.path(0).path("status").asText().equals("failed"))
                .body();
        assertThat(pong).hasSize(1);
        assertThat(pong.path(0).path("error").asText()).contains("jobs that start each other would never stop");
        assertThat(ended("ping", 1)).hasSize(1);
    }

    @Test
    @DisplayName("and one whose command is a command's already say so when they are checked")
    void occupied() throws Exception {
        var job = "{\"type\":\"job\",\"name\":\"mine\",\"description\":\"Works.\",\"definition\":{\"trigger\":%s,"
                + LOOK + "}}";
        var taken = gateway.post("/extensions/validate", job.formatted(command("help")))
                .body();
        assertThat(taken.path("warnings").toString()).contains("/definition/trigger/command", "choose another word");
        var free = gateway.post("/extensions/validate", job.formatted(command("tea")))
                .body();
        assertThat(free.path("warnings")).isEmpty();
    }
}
