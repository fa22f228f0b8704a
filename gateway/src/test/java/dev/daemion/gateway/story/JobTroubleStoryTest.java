package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A job whose time comes while nothing can be written")
@Timeout(120)
class JobTroubleStoryTest {
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
    @DisplayName("fires once when that is over, without a restart, and health has said so meanwhile")
    void later() throws Exception {
        var at = Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.MILLIS);
        var made = gateway.post(
                "/extensions",
                "{\"type\":\"job\",\"name\":\"egg\",\"description\":\"Works.\",\"enabled\":true,\"definition\":"
                        + "{\"trigger\":{\"type\":\"cron\",\"at\":\"" + at
                        + "\"},\"direct\":[{\"tool\":\"notify\",\"with\":{\"title\":\"The"
                        + " egg\",\"text\":\"is"
                        + " done\"}}]},\"permissions\":{\"tools\":[\"notify\"]}}");
        assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + gateway.home.resolve("daemion.db"));
                var statement = other.createStatement()) {
            statement.execute("begin immediate");
            gateway.await("/health", health -> health.toString().contains("cannot fire right now"));
            assertThat(Instant.now()).isAfter(at);
            statement.execute("rollback");
        }
        var run = gateway.await(
                        "/jobs/egg/runs",
                        runs -> !runs.path(0).path("finished_at").isNull() && !runs.isEmpty())
                .body();
        assertThat(run).hasSize(1);
        assertThat(run.path(0).path("status").asText()).as("%s", run).isEqualTo("succeeded");
        assertThat(run.path(0).path("planned_at").asText()).isEqualTo(at.toString());
        var slots = gateway.get("/jobs/egg/slots").body();
        assertThat(slots).hasSize(1);
        assertThat(slots.path(0).path("outcome").asText()).isEqualTo("fired");
        gateway.await("/health", health -> !health.toString().contains("cannot fire right now"));
    }
}
