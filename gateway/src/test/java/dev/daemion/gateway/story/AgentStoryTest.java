package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.wire.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An agent that is kept as a folder")
class AgentStoryTest {
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

    private void file(String path, String text) throws Exception {
        var file = gateway.home.resolve("agents/scribe").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    @DisplayName("answers with its instructions, soul and skills in its prompt, and with another soul once it has one")
    void answers() throws Exception {
        file("system.md", "You write letters.");
        file("soul.md", "Quiet.");
        file("skills/dates.md", "Begin with the date.");
        assertThat(gateway.post("/reseed", "").body().path("added").toString()).contains("agent/scribe");
        assertThat(gateway.get("/agents").body().findValuesAsText("name")).contains("scribe");
        assertThat(told()).contains("You write letters.", "Quiet.", "## dates", "Begin with the date.");

        var soul = gateway.send("PUT", "/agents/scribe/soul", "{\"soul\":\"Merry.\"}");
        assertThat(soul.status()).isEqualTo(200);
        assertThat(soul.body().path("version").asInt()).isEqualTo(2);
        assertThat(gateway.get("/agents/scribe/soul").text("/soul")).isEqualTo("Merry.");
        assertThat(told()).contains("Merry.").doesNotContain("Quiet.");
        gateway.restart();
        assertThat(gateway.get("/agents/scribe/soul").text("/soul")).isEqualTo("Merry.");

        assertThat(gateway.send("PUT", "/soul", "{\"soul\":\"\"}")
                        .body()
                        .path("agent")
                        .asText())
                .isEqualTo("daemion");
        assertThat(gateway.get("/soul").text("/soul")).isEmpty();
        assertThat(gateway.send(
                                "PUT",
                                "/soul",
                                Json.shown()
                                        .createObjectNode()
                                        .put("soul", "x".repeat(100_001))
                                        .toString())
                        .status())
                .isEqualTo(400);
        assertThat(gateway.get("/agents/nobody/soul").status()).isEqualTo(404);
    }

    private String told() throws Exception {
        var asked = gateway.say("hello", "agent_id", "scribe").body();
        var turns = gateway.await(
                        "/threads/" + asked.path("thread_id").asText() + "/turns",
                        all -> all.size() == 2
                                && all.get(1).path("status").asText().equals("complete"))
                .body();
        return gateway.get("/turns/" + turns.get(1).path("id").asText() + "/context")
                .body()
                .toString();
    }
}
