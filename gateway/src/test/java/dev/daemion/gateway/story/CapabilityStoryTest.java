package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.substrate.execution.model.wire.ModelServer;
import dev.daemion.substrate.execution.model.wire.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A capability")
class CapabilityStoryTest {
    @TempDir
    private Path directory;

    private ModelServer model;
    private GatewayFixture gateway;

    @BeforeEach
    void start() throws Exception {
        model = ModelServer.openAi("key");
        gateway = new GatewayFixture(
                directory,
                "providers: {openai: {base-url: %s/v1, key: KEY}}".formatted(model.url()),
                Map.of("KEY", "key"));
        make("agent", "scribe", "{\"instructions\":\"Write.\",\"tools\":[\"Read\"]}", "");
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        model.close();
    }

    @Test
    @DisplayName("brings an agent a tool within its own permissions, and takes it away when it is disabled")
    void tools() throws Exception {
        model.script(Reply.text("Nothing to write with.").end());
        ended(say());
        assertThat(offered()).containsExactly("Read");

        var capability = make(
                "capability",
                "notes",
                """
                {"instructions":"Notes go to notes/.","agents":["scribe"],"tools":["Write"]}\
                """,
                ",\"permissions\":{\"tools\":[\"Write\"],\"paths\":{\"write\":[\""
                        + gateway.workspace().toRealPath() + "/notes/**\"]}}");
        model.script(
                Reply.open("").use("call_1", "Write", write("elsewhere.md")).end(),
                Reply.open("").use("call_2", "Write", write("notes/a.md")).end(),
                Reply.text("Done.").end());
        var run = say();
        assertThat(offered()).containsExactlyInAnyOrder("Read", "Write");
        var refused = asked().toString();
        assertThat(refused).contains("The capability notes has no permission to write");
        var question = gateway.await("/approvals?status=pending", found -> !found.isEmpty())
                .body()
                .path(0);
        assertThat(question.at("/detail/subject").asText()).endsWith("notes/a.md");
        gateway.post("/approvals/" + question.path("id").asText(), "{\"decision\":\"approve\"}");
        assertThat(ended(run).path("status").asText()).isEqualTo("succeeded");
        assertThat(gateway.workspace().resolve("notes/a.md")).hasContent("x");
        assertThat(gateway.workspace().resolve("elsewhere.md")).doesNotExist();

        gateway.post("/extensions/" + capability.path("id").asText() + "/toggle", "{\"enabled\":false}");
        asked();
        model.script(
                Reply.open("").use("call_3", "Write", write("notes/b.md")).end(),
                Reply.text("It is gone.").end());
        ended(say());
        assertThat(offered()).containsExactly("Read");
        assertThat(asked().toString()).contains("The agent scribe has no tool Write.");
        assertThat(gateway.workspace().resolve("notes/b.md")).doesNotExist();
    }

    @Test
    @DisplayName("that somebody else made brings nothing until a person has read on its card what it brings")
    void approved() throws Exception {
        make("capability", "notes", """
            {"instructions":"Notes go to notes/.","agents":["scribe"],"tools":["Write"]}\
            """, ",\"source\":\"community\",\"permissions\":{\"tools\":[\"Write\"]}");
        var card = gateway.await("/approvals?status=pending", found -> !found.isEmpty())
                .body()
                .path(0);
        assertThat(card.path("summary").asText())
                .contains("It brings the agents [\"scribe\"] the tools [\"Write\"], within its permissions.");
        model.script(Reply.text("Not yet.").end());
        ended(say());
        assertThat(offered()).containsExactly("Read");

        gateway.post("/approvals/" + card.path("id").asText(), "{\"decision\":\"approve\"}");
        // What is imported stays off until somebody turns it on.
        gateway.post("/extensions/" + card.path("extension_id").asText() + "/toggle", "{\"enabled\":true}");
        model.script(Reply.text("Now.").end());
        ended(say());
        assertThat(offered()).containsExactlyInAnyOrder("Read", "Write");
    }

    private static String write(String path) {
        return "{\"path\":\"" + path + "\",\"content\":\"x\"}";
    }

    private String say() throws Exception {
        var posted = gateway.say("Write it down.", "agentId", "scribe", "model", "openai/gpt-test", "mode", "act");
        assertThat(posted.status()).as("%s", posted.body()).isEqualTo(201);
        return posted.text("/run_id");
    }

    /** The tools that the next request tells of. */
    private List<String> offered() {
        return asked().path("tools").findValuesAsText("name");
    }

    private JsonNode asked() {
        var received = model.await();
        while (!received.path().endsWith("/chat/completions")) {
            received = model.await();
        }
        return received.body();
    }

    private JsonNode make(String type, String name, String definition, String more) throws Exception {
        var answer = gateway.post(
                "/extensions",
                "{\"type\":\"" + type + "\",\"name\":\"" + name + "\",\"description\":\"A test.\",\"definition\":"
                        + definition.strip() + more + "}");
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
        return answer.body();
    }

    private JsonNode ended(String runId) throws Exception {
        return gateway.await("/runs/" + runId, run -> !run.path("finished_at").isNull())
                .body();
    }
}
