package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What a person is told")
@Timeout(120)
class NotificationStoryTest {
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

    @Test
    @DisplayName(
            "waits until it is seen, over a restart; a run that says too much is stopped, and erasing takes it along")
    void inbox() throws Exception {
        var steps = IntStream.rangeClosed(1, 11)
                .mapToObj(i -> "{\"tool\":\"notify\",\"with\":{\"title\":\"Egg " + i + "\"}}")
                .collect(Collectors.joining(","));
        var made = gateway.post(
                "/extensions",
                "{\"type\":\"command\",\"name\":\"hen\",\"description\":\"Cackles.\",\"definition\":{\"prefix\":\"/\",\"mode\":\"act\","
                    + "\"direct\":[" + steps + "]},\"permissions\":{\"tools\":[\"notify\"]}}");
        assertThat(made.status()).as("%s", made.body()).isEqualTo(201);

        var turn = gateway.say("/hen").body();
        var runId = turn.path("run_id").asText();
        var run = gateway.await(
                        "/runs/" + runId, one -> !one.path("finished_at").isNull())
                .body();

        assertThat(run.path("error").asText()).contains("step 11", "10 things already");
        var told = gateway.await("/notifications", all -> all.size() == 10).body();
        assertThat(told.get(0).path("title").asText()).isEqualTo("Egg 10");
        assertThat(told.get(0).path("kind").asText()).isEqualTo("message");
        assertThat(told.get(0).path("run_id").asText()).isEqualTo(runId);
        assertThat(gateway.get("/notifications?limit=3").body()).hasSize(3);

        gateway.restart();
        var first = told.get(0).path("id").asText();
        assertThat(gateway.post("/notifications/" + first + "/read", "").status())
                .isEqualTo(204);
        assertThat(unread()).hasSize(9);
        assertThat(gateway.get("/notifications").body().get(9).path("id").asText())
                .as("what was seen comes last")
                .isEqualTo(first);
        assertThat(gateway.post("/notifications/ntc_" + "0".repeat(26) + "/read", "")
                        .status())
                .isEqualTo(404);
        assertThat(gateway.post("/notifications/read", "").status()).isEqualTo(204);
        assertThat(unread()).isEmpty();

        gateway.delete("/threads/" + turn.path("thread_id").asText());
        gateway.await("/notifications", JsonNode::isEmpty);
    }

    private JsonNode unread() throws Exception {
        return gateway.get("/notifications?unread=true").body();
    }
}
