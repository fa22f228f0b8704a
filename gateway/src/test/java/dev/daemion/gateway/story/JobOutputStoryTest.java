package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What direct steps came to")
@Timeout(120)
class JobOutputStoryTest {
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

    private void make(String name, String definition) throws Exception {
        var made = gateway.post(
                "/extensions",
                "{\"type\":\"job\",\"name\":\"" + name
                        + "\",\"description\":\"Works.\",\"enabled\":true,\"definition\":"
                        + definition + ",\"permissions\":{\"tools\":[\"Bash\",\"Read\",\"Write\"],\"paths\":"
                        + "{\"write\":[\"~/.daemion/workspace/**\"]}}}");
        assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
    }

    private void succeeds(String job) throws Exception {
        gateway.await(
                "/jobs/" + job + "/runs",
                runs -> runs.path(0).path("status").asText().equals("succeeded"));
        gateway.await("/jobs/" + job, view -> view.path("open_runs").isEmpty());
    }

    @Test
    @DisplayName("reaches files and other jobs word for word, however long, and without what dresses it up for people")
    void plain() throws Exception {
        var said = "{\"up\":true,\"note\":\"" + "x".repeat(30_000) + "\"}";
        Files.writeString(gateway.workspace().resolve("health.json"), said);
        var keep = "\"direct\":[{\"tool\":\"Write\",\"with\":{\"path\":\"%s\",\"content\":\"{{%s}}\"}}]}";
        make(
                "probe",
                "{\"trigger\":{\"type\":\"command\",\"command\":\"probe\"},\"direct\":[{\"tool\":\"Bash\",\"with\":"
                        + "{\"command\":\"cat health.json\"}}],\"outputs\":[{\"file\":\"copy.json\"}]}");
        make(
                "follow",
                "{\"trigger\":{\"type\":\"chain\",\"job\":\"probe\"},"
                        + keep.formatted("chained.json", "event.output"));
        make(
                "later",
                "{\"trigger\":{\"type\":\"command\",\"command\":\"later\"},"
                        + keep.formatted("looked-up.json", "jobs.probe.output"));

        gateway.post("/jobs/probe/run", "");
        succeeds("probe");
        succeeds("follow");
        gateway.post("/jobs/later/run", "");
        succeeds("later");

        for (var file : new String[] {"copy.json", "chained.json", "looked-up.json"}) {
            assertThat(gateway.workspace().resolve(file)).content().isEqualToIgnoringWhitespace(said);
        }
    }

    @Test
    @DisplayName(
            "of every job with the command that was typed, with the words behind it, even such as look like variables")
    void typed() throws Exception {
        for (var name : new String[] {"first", "second"}) {
            make(
                    name,
                    "{\"trigger\":{\"type\":\"command\",\"command\":\"keep\"},\"direct\":[{\"tool\":\"Write\",\"with\":"
                            + "{\"path\":\"" + name + ".txt\",\"content\":\"{{input.text}}\"}}]}");
        }
        gateway.post("/chat", "{\"content\":\"/keep milk and {{now}}\"}");

        succeeds("first");
        succeeds("second");
        assertThat(gateway.workspace().resolve("first.txt")).hasContent("milk and {{now}}");
        assertThat(gateway.workspace().resolve("second.txt")).hasContent("milk and {{now}}");
    }
}
