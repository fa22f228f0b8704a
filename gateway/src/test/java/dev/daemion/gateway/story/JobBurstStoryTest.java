package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Jobs that get too much of something")
@Timeout(300)
class JobBurstStoryTest {
    private static final int EVENTS = 10_000;
    /** {@code -Ddaemion.chain=1000} for the whole length; the suite has a shorter one. */
    private static final int CHAIN = Integer.getInteger("daemion.chain", 100);

    private static final long MIB = 1024 * 1024;

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

    private void make(String name, String definition, String tools) throws Exception {
        var answer = gateway.post(
                "/extensions",
                "{\"type\":\"job\",\"name\":\"" + name
                        + "\",\"description\":\"Works.\",\"enabled\":true,\"definition\":" + definition
                        + ",\"permissions\":{\"tools\":[" + tools + "]}}");
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
    }

    private Path database() {
        return gateway.home.resolve("daemion.db");
    }

    @Test
    @DisplayName("decide about each of ten thousand events at once, and people are answered meanwhile")
    void events() throws Exception {
        make(
                "alarm",
                "{\"trigger\":{\"type\":\"event\",\"event\":\"run.failed\"},"
                        + "\"direct\":[{\"tool\":\"Bash\",\"with\":{\"command\":\"sleep 1\"}}]}",
                "\"Bash\"");
        gateway.restart(() -> {
            try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                    var statement = connection.createStatement()) {
                statement.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + EVENTS
                        + ") INSERT INTO job_events (ordering, name, job, body, at_us) SELECT i, 'run.failed',"
                        + " 'backup', '{\"name\":\"run.failed\",\"job\":\"backup\"}', 1790000000000000 FROM n");
            }
        });
        assertThat(gateway.say("what time is it", "model", "built-in").status()).isEqualTo(201);
        var decided = 0L;
        for (int i = 0; i < 600 && decided < EVENTS; i++) {
            LockSupport.parkNanos(100_000_000);
            decided = count("SELECT count(*) FROM event_journal WHERE event_ser_manifest IN ('job-fired',"
                    + " 'job-passed-over')");
        }
        assertThat(decided).as("each event was decided on, none twice").isEqualTo(EVENTS);
        assertThat(gateway.get("/jobs/alarm/runs").body().size()).isBetween(1, 20);
        var slots = gateway.get("/jobs/alarm/slots?limit=200").body();
        assertThat(slots).hasSize(200);
        assertThat(slots.path(0).path("reason").asText()).isEqualTo("the one before it still ran");
        assertThat(count("SELECT count(*) FROM slots")).as("kept").isLessThanOrEqualTo(1_000);
        assertThat(count("SELECT count(*) FROM job_events WHERE ordering <= " + EVENTS))
                .isZero();
    }

    private long count(String sql) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            return result.getLong(1);
        }
    }

    @Test
    @DisplayName("keep little of a hundred megabytes that one of them prints")
    void output() throws Exception {
        make(
                "loud",
                "{\"schedule\":\"@daily\",\"direct\":[{\"tool\":\"Bash\",\"with\":{\"command\":"
                        + "\"head -c 100000000 /dev/zero | tr '\\\\0' x\"}}],\"outputs\":[{\"thread\":\"owner\"}]}",
                "\"Bash\"");
        long before = Files.size(database());
        var start = gateway.post("/jobs/loud/run", "").body();
        var run = gateway.await(
                        "/runs/" + start.path("run_id").asText(),
                        body -> !body.path("finished_at").isNull())
                .body();
        assertThat(run.path("status").asText()).as("%s", run.path("error")).isEqualTo("succeeded");
        assertThat(run.path("output").asText()).hasSizeBetween(1_000, (int) MIB);
        assertThat(Files.size(database()) - before).isLessThan(8 * MIB);
        gateway.await("/jobs/loud", job -> job.path("open_runs").isEmpty());
    }

    @Test
    @DisplayName("run once each when they follow one another in a long chain")
    void chain() throws Exception {
        make("c0", "{\"schedule\":\"@yearly\",\"direct\":[{\"tool\":\"help\"}]}", "\"help\"");
        for (int i = 1; i < CHAIN; i++) {
            make(
                    "c" + i,
                    "{\"trigger\":{\"type\":\"chain\",\"job\":\"c" + (i - 1) + "\"},\"direct\":[{\"tool\":\"help\"}]}",
                    "\"help\"");
        }
        gateway.post("/jobs/c0/run", "");
        var last = "/jobs/c" + (CHAIN - 1) + "/runs";
        for (int i = 0; i < 2_000 && gateway.get(last).body().isEmpty(); i++) {
            LockSupport.parkNanos(100_000_000);
        }
        assertThat(gateway.get(last).body()).hasSize(1);
        assertThat(count("SELECT count(*) FROM runs WHERE job LIKE 'c%'")).isEqualTo(CHAIN);
        var circle = gateway.post(
                "/extensions",
                "{\"type\":\"job\",\"name\":\"c0\",\"description\":\"Works.\",\"definition\":{\"trigger\":{\"type\":\"chain\","
                    + "\"job\":\"c" + (CHAIN - 1) + "\"},\"direct\":[{\"tool\":\"help\"}]}}");
        assertThat(circle.status()).isEqualTo(400);
        assertThat(circle.body().toString()).contains("fire each other for ever: c0 → c1", "more) →");
    }

    @Test
    @DisplayName("stop when one of them switches itself off, and nothing else does")
    void itself() throws Exception {
        make(
                "last",
                "{\"schedule\":\"@daily\",\"direct\":[{\"tool\":\"disable_extension\",\"with\":{\"type\":\"job\",\"name\":\"last\"}},{\"tool\":\"Bash\",\"with\":{\"command\":\"sleep"
                    + " 30\"}}]}",
                "\"disable_extension\",\"Bash\"");
        var start = gateway.post("/jobs/last/run", "").body();
        var run = gateway.await(
                        "/runs/" + start.path("run_id").asText(),
                        body -> !body.path("finished_at").isNull())
                .body();
        assertThat(run.path("status").asText()).as("%s", run).isEqualTo("cancelled");
        gateway.await(
                "/jobs/last",
                job -> job.path("open_runs").isEmpty() && !job.path("enabled").asBoolean());
        assertThat(gateway.get("/health").status()).isEqualTo(200);
    }
}
