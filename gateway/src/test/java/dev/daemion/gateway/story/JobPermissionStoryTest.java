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

@DisplayName("A job that lacks a permission")
@Timeout(120)
class JobPermissionStoryTest {
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
    @DisplayName("asks for it once however often it fires, and works when it is allowed")
    void once() throws Exception {
        var made = gateway.post(
                "/extensions",
                "{\"type\":\"job\",\"name\":\"reader\",\"description\":\"Works.\",\"enabled\":true,\"definition\":{\"schedule\":\"@daily\",\"direct\":[{\"tool\":\"Bash\",\"with\":{\"command\":\"echo"
                    + " a\"}}]},\"permissions\":{\"tools\":[\"Write\"]}}");
        assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
        for (int i = 1; i <= 3; i++) {
            gateway.post("/jobs/reader/run", "");
            int failures = i;
            gateway.await(
                    "/jobs/reader",
                    job -> job.path("failure_count").asInt() == failures
                            && job.path("open_runs").isEmpty());
            gateway.await("/approvals", all -> !all.isEmpty());
        }
        var asked = gateway.get("/approvals").body();
        assertThat(asked).as("%s", asked).hasSize(1);

        gateway.post(
                "/approvals/" + asked.path(0).path("id").asText(), "{\"decision\":\"approve\",\"scope\":\"always\"}");
        gateway.post("/jobs/reader/run", "");
        gateway.await(
                "/jobs/reader/runs",
                runs -> runs.path(0).path("status").asText().equals("succeeded"));
    }

    @Test
    @DisplayName("or names an agent that is not there says so before it runs")
    void nobody() throws Exception {
        gateway.post(
                "/extensions",
                "{\"type\":\"job\",\"name\":\"lost\",\"description\":\"Works.\",\"enabled\":true,\"definition\":"
                        + "{\"schedule\":\"@daily\",\"agent\":\"demion\",\"prompt\":\"Look around.\"}}");
        var dry = gateway.post("/jobs/lost/run?dry=true", "").body();
        assertThat(dry.path("detail").asText())
                .isEqualTo("there is no agent or model 'demion'; did you mean 'daemion'?");
    }
}
