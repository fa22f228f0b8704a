package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.trigger.WebhookSignature;
import dev.daemion.kernel.secret.Secret;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A job fires")
@Timeout(120)
class JobTriggerStoryTest {
    private static final String TELL = "\"direct\":[{\"tool\":\"notify\",\"with\":{\"title\":\"%s\",\"text\":\"%s\"}}]";

    @TempDir
    private Path directory;

    private GatewayFixture gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new GatewayFixture(directory, Map.of("HOOK_KEY", "a secret of its own"));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private void make(String name, String trigger, String title, String text) throws Exception {
        var answer = gateway.post(
                "/extensions",
                "{\"type\":\"job\",\"name\":\"" + name
                        + "\",\"description\":\"Works.\",\"enabled\":true,\"definition\":{"
                        + "\"trigger\":" + trigger + "," + TELL.formatted(title, text)
                        + "},\"permissions\":{\"tools\":[\"notify\"]}}");
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
    }

    private JsonNode told() throws Exception {
        return gateway.await("/notifications", all -> !all.isEmpty()).body().path(0);
    }

    private int deliver(String name, String body, String signature) throws Exception {
        return deliver(name, body.getBytes(StandardCharsets.UTF_8), signature);
    }

    private int deliver(String name, byte[] body, String signature) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(gateway.base() + "/hooks/" + name))
                .header("X-Hub-Signature-256", signature)
                .header("X-GitHub-Event", "push")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    @DisplayName("for a delivery that is signed with its own secret, once, and for no other")
    void webhook() throws Exception {
        make("pushed", "{\"type\":\"webhook\",\"secret\":\"HOOK_KEY\"}", "{{event.event}}", "{{event.body.ref}}");
        var body = "{\"ref\":\"refs/heads/main\"}";
        var right = WebhookSignature.github(new Secret("a secret of its own"), body.getBytes(StandardCharsets.UTF_8));

        assertThat(deliver("pushed", body, "sha256=" + "0".repeat(64))).isEqualTo(401);
        assertThat(deliver("pushed", body + " ", right)).isEqualTo(401);
        assertThat(deliver("absent", body, right)).isEqualTo(401);
        assertThat(deliver("pushed", "x".repeat(1024 * 1024 + 1), right)).isEqualTo(413);
        assertThat(deliver("pushed", body, right)).isEqualTo(202);
        assertThat(deliver("pushed", body, right)).as("the same again").isEqualTo(202);

        assertThat(told().path("title").asText()).isEqualTo("push");
        assertThat(told().path("text").asText()).isEqualTo("refs/heads/main");
        gateway.restart();
        assertThat(deliver("pushed", body, right)).isEqualTo(202);
        assertThat(gateway.get("/jobs/pushed/runs").body()).hasSize(1);
    }

    @Test
    @DisplayName(
            "up to sixty deliveries a minute, which nobody without its secret can use up; who has none learns nothing")
    void flooded() throws Exception {
        make("pushed", "{\"type\":\"webhook\",\"secret\":\"HOOK_KEY\"}", "x", "y");
        make("bare", "{\"type\":\"webhook\",\"secret\":\"NOT_THERE\"}", "x", "y");
        gateway.await("/health", health -> health.toString().contains("2 jobs armed"));
        var key = new Secret("a secret of its own");
        for (var name : List.of("pushed", "bare", "absent")) {
            for (int i = 0; i < 60; i++) {
                assertThat(deliver(name, "{}", "sha256=" + "0".repeat(64)))
                        .as(name)
                        .isEqualTo(401);
            }
            assertThat(deliver(name, "{}", "sha256=" + "0".repeat(64))).as(name).isEqualTo(429);
        }
        assertThat(deliver("bare", "{}", "no signature")).isEqualTo(deliver("absent", "{}", "no signature"));
        for (int i = 0; i < 60; i++) {
            var body = "{\"n\":" + i + "}";
            assertThat(deliver("pushed", body, WebhookSignature.github(key, body.getBytes(StandardCharsets.UTF_8))))
                    .isEqualTo(202);
        }
        assertThat(deliver("pushed", "{}", WebhookSignature.github(key, "{}".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(429);
        assertThat(gateway.get("/jobs/bare").body().path("schedule").asText()).contains("there is no secret NOT_THERE");
        assertThat(gateway.get("/jobs/pushed").body().path("schedule").asText()).doesNotContain("secret");
    }

    @Test
    @DisplayName("for every delivery that is another, to the byte, whether it is text or not")
    void bytes() throws Exception {
        make("pushed", "{\"type\":\"webhook\",\"secret\":\"HOOK_KEY\"}", "x", "y");
        var key = new Secret("a secret of its own");
        // The catalog brings a new job to the hooks in a moment; health counts what is there.
        gateway.await("/health", health -> health.toString().contains("1 jobs armed"));
        for (int i = 0; i < 3; i++) {
            var body = new byte[] {(byte) 0xf8, (byte) (0xf9 + i)};
            assertThat(deliver("pushed", body, WebhookSignature.github(key, body)))
                    .isEqualTo(202);
            int count = i + 1;
            gateway.await("/jobs/pushed/slots", slots -> slots.size() >= count);
        }
        assertThat(gateway.get("/jobs/pushed/slots").body()).hasSize(3);
    }

    @Test
    @DisplayName("when a file appears below its folder, and says how its watch stands")
    void watch() throws Exception {
        Files.createDirectories(gateway.workspace().resolve("inbox"));
        make(
                "sorter",
                "{\"type\":\"watch\",\"path\":\"inbox\",\"glob\":\"*.txt\",\"events\":[\"create\"],\"debounce\":\"50ms\"}",
                "{{event.kind}}",
                "{{event.path}}");
        gateway.await("/jobs/sorter", job -> job.path("watching").asText().startsWith("watching"));
        Files.writeString(gateway.workspace().resolve("inbox/a.tmp"), "no");
        Files.writeString(gateway.workspace().resolve("inbox/a.txt"), "yes");
        assertThat(told().path("text").asText()).endsWith("inbox/a.txt");
        assertThat(told().path("title").asText()).isEqualTo("create");

        make("spy", "{\"type\":\"watch\",\"path\":\"/etc\"}", "x", "y");
        gateway.await("/jobs/spy", job -> job.path("watching").asText().contains("outside the folders"));
        Files.createSymbolicLink(gateway.workspace().resolve("shortcut"), gateway.home);
        make("thief", "{\"type\":\"watch\",\"path\":\"shortcut\"}", "x", "y");
        gateway.await("/jobs/thief", job -> job.path("watching").asText().contains("outside the folders"));
    }

    @Test
    @DisplayName("for an event that fits its filter, and never for a run that an event has fired")
    void event() throws Exception {
        make(
                "alarm",
                "{\"type\":\"event\",\"event\":\"run.finished\",\"filter\":\"event.kind == 'chat' &&"
                        + " event.agent_id.startsWith('dae')\"}",
                "finished",
                "{{event.run_id}}");
        make("echo", "{\"type\":\"event\",\"event\":\"run.finished\"}", "echo", "{{event.run_id}}");
        var turn = gateway.say("what time is it", "model", "built-in").body();
        gateway.await("/jobs/alarm/runs", runs -> runs.size() == 1);
        gateway.await("/jobs/echo/runs", runs -> runs.size() == 1);
        assertThat(gateway.get("/jobs/alarm/runs").body()).hasSize(1);
        var id = turn.path("run_id").asText();
        gateway.await("/notifications", all -> all.findValuesAsText("text").contains(id));
        gateway.await("/jobs/echo", job -> job.path("open_runs").isEmpty());
        assertThat(gateway.get("/jobs/echo/runs").body())
                .as("neither its own end nor that of the other fires it")
                .hasSize(1);
    }

    @Test
    @DisplayName("after a restart for an event that was read but not decided on when the gateway ended, once")
    void eventOverARestart() throws Exception {
        make("alarm", "{\"type\":\"event\",\"event\":\"run.failed\"}", "failed", "{{event.job}}");
        gateway.restart(
                () -> execute("INSERT INTO job_events (ordering, name, job, body, at_us) VALUES (7, 'run.failed',"
                        + " 'backup', '{\"name\":\"run.failed\",\"job\":\"backup\"}', 1790000000000000)"));
        assertThat(told().path("text").asText()).isEqualTo("backup");
        gateway.await("/jobs/alarm", job -> job.path("open_runs").isEmpty());
        gateway.restart(() -> execute("INSERT OR REPLACE INTO job_events (ordering, name, job, body, at_us) VALUES (7,"
                + " 'run.failed', 'backup', '{\"name\":\"run.failed\"}', 1790000000000000)"));
        gateway.say("what time is it", "model", "built-in");
        gateway.restart();
        assertThat(gateway.get("/jobs/alarm/runs").body()).hasSize(1);
    }

    private void execute(String sql) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + gateway.home.resolve("daemion.db"));
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000");
            statement.execute(sql);
        }
    }

    @Test
    @DisplayName("when somebody says what it listens for, and when its command is typed")
    void said() throws Exception {
        make("ears", "{\"type\":\"message\",\"pattern\":\"\\\\bdeploy\\\\b\"}", "heard", "{{input.text}}");
        make("tea", "{\"type\":\"command\",\"command\":\"tea\"}", "tea", "is ready");
        gateway.say("please DEPLOY it", "model", "built-in");
        assertThat(told().path("text").asText()).isEqualTo("please DEPLOY it");
        gateway.say("nothing of that", "model", "built-in");
        gateway.say("/tea");
        gateway.await("/jobs/tea/runs", runs -> runs.size() == 1);
        assertThat(gateway.get("/jobs/ears/runs").body()).hasSize(1);
    }
}
