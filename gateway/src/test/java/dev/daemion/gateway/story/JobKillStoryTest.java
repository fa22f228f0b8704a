package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Jobs of a gateway process that is killed with SIGKILL while they fire")
class JobKillStoryTest {
    /** The long form is {@code -Ddaemion.kills=100}. */
    private static final int ROUNDS = Integer.getInteger("daemion.kills", 10);

    private static final int JOBS_PER_ROUND = 6;
    private static final Duration SPREAD = Duration.ofMillis(2_500);

    @TempDir
    private Path directory;

    private final Random random = new Random(11);
    private GatewayProcess gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new GatewayProcess(directory, Map.of());
        gateway.awaitReady();
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    @Timeout(3_600)
    @DisplayName("fire each due time exactly once, also those that came while nobody was there")
    void exactlyOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var begin = Instant.now().plusMillis(300).truncatedTo(ChronoUnit.MILLIS);
            for (int i = 0; i < JOBS_PER_ROUND; i++) {
                make("job-" + round + "-" + i, begin.plusMillis(random.nextInt((int) SPREAD.toMillis())));
            }
            LockSupport.parkNanos(
                    Duration.ofMillis(random.nextInt((int) SPREAD.toMillis())).toNanos());
            gateway.kill();
            gateway.start();
        }

        var effects = new HashMap<String, Integer>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < JOBS_PER_ROUND; i++) {
                var name = "job-" + round + "-" + i;
                gateway.await(
                        "/jobs/" + name,
                        job -> !job.path("last_run").isNull()
                                && job.path("open_runs").isEmpty());
            }
        }
        for (var line : lines()) {
            effects.merge(line, 1, Integer::sum);
        }
        int interrupted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < JOBS_PER_ROUND; i++) {
                var name = "job-" + round + "-" + i;
                interrupted += check(name, effects.getOrDefault(name, 0)) ? 1 : 0;
            }
        }
        assertThat(interrupted).as("most of them come through").isLessThan(ROUNDS * JOBS_PER_ROUND);
    }

    private void make(String name, Instant at) throws Exception {
        var answer = gateway.post(
                "/extensions",
                "{\"type\":\"job\",\"name\":\"" + name
                        + "\",\"description\":\"Counts.\",\"enabled\":true,\"definition\":"
                        + "{\"trigger\":{\"type\":\"cron\",\"at\":\"" + at
                        + "\"},\"direct\":[{\"tool\":\"Bash\",\"with\":"
                        + "{\"command\":\"echo " + name + " >> effects\"}}]},\"permissions\":{\"tools\":[\"Bash\"]}}");
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
    }

    private List<String> lines() throws Exception {
        var effects = gateway.workspace().resolve("effects");
        return Files.exists(effects) ? Files.readAllLines(effects) : List.of();
    }

    /** From outside: one slot, one run, and the effect that the run's end says; true when it was interrupted. */
    private boolean check(String name, int effects) throws Exception {
        var slots = gateway.get("/jobs/" + name + "/slots").body();
        var runs = gateway.get("/jobs/" + name + "/runs").body();
        assertThat(slots).as(name).hasSize(1);
        assertThat(runs).as(name).hasSize(1);
        JsonNode run = runs.get(0);
        assertThat(slots.get(0).path("run_id")).as(name).isEqualTo(run.path("id"));
        boolean isInterrupted = run.path("status").asText().equals("interrupted");
        if (isInterrupted) {
            assertThat(effects).as("%s %s", name, run).isLessThanOrEqualTo(1);
        } else {
            assertThat(run.path("status").asText()).as("%s %s", name, run).isEqualTo("succeeded");
            assertThat(effects).as("%s %s", name, run).isEqualTo(1);
        }
        return isInterrupted;
    }
}
