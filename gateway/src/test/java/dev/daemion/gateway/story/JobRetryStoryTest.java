package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A job whose runs follow each other closely")
@Timeout(120)
class JobRetryStoryTest {
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
    @DisplayName("starts at once when it is started in the moment it was seen to have ended")
    void atOnce() throws Exception {
        var made = gateway.post(
                "/extensions",
                "{\"type\":\"job\",\"name\":\"quick\",\"description\":\"Works.\",\"enabled\":true,\"definition\":"
                    + "{\"schedule\":\"@daily\",\"direct\":[{\"tool\":\"LS\",\"with\":{\"path\":\".\"}}],"
                    + "\"outputs\":[{\"thread\":\"owner\"},{\"file\":\"out.md\"}]},"
                    + "\"permissions\":{\"tools\":[\"LS\",\"Write\"],\"paths\":{\"write\":[\"~/.daemion/workspace/**\"]}}}");
        assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
        for (int i = 0; i < 20; i++) {
            var start = gateway.post("/jobs/quick/run", "").body();
            assertThat(start.path("status").asText()).as("%s", start).isEqualTo("queued");
            gateway.await(
                    "/runs/" + start.path("run_id").asText(),
                    run -> run.path("status").asText().equals("succeeded"));
        }
    }

    @Test
    @DisplayName("tries each failure again at its time where they go beside each other, while another still works")
    void beside() throws Exception {
        var made = gateway.post(
                "/extensions",
                "{\"type\":\"job\",\"name\":\"flaky\",\"description\":\"Works.\",\"enabled\":true,\"definition\":"
                    + "{\"trigger\":{\"type\":\"command\",\"command\":\"flaky\"},\"overlap\":\"parallel\","
                    + "\"retry\":{\"max\":1,\"backoff\":\"fixed\",\"base\":\"1s\"},\"direct\":[{\"tool\":\"Bash\",\"with\":{\"command\":\"mkdir"
                    + " one && exit 3; mkdir two && exit 4; mkdir three && sleep 60\"}}]},"
                    + "\"permissions\":{\"tools\":[\"Bash\"]}}");
        assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
        for (int i = 0; i < 3; i++) {
            gateway.post("/jobs/flaky/run", "");
        }

        var runs = gateway.await(
                        "/jobs/flaky/runs",
                        all -> all.findValuesAsText("attempt").stream()
                                        .filter("2"::equals)
                                        .count()
                                == 2)
                .body();
        assertThat(runs).hasSize(5);
        assertThat(runs.findValuesAsText("status"))
                .as("the long one still works")
                .contains("running");
    }
}
