package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.model.wire.ModelServer;
import dev.daemion.substrate.execution.model.wire.Reply;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An extension that is asked for in chat")
class CreationStoryTest {
    private static final String KEY = "sk-test-creation";

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
            "of the built-in agent waits on a card, works once approved, is edited beside itself, and can be undone")
    void builtIn() throws Exception {
        ended(gateway.say("what time is it").text("/run_id"));

        var asked = gateway.say("make me a /standup command that lists yesterday's threads")
                .body();
        var thread = asked.path("thread_id").asText();
        assertThat(ended(asked.path("run_id").asText()).path("output").asText()).contains("Proposed", "standup");
        var proposed = extension("standup");
        assertThat(proposed.path("status").asText()).isEqualTo("pending");
        assertThat(proposed.path("source").asText()).isEqualTo("agent");
        assertThat(proposed.path("owner_agent_id").asText()).isEqualTo("daemion");
        assertThat(say("/standup")).contains("There is no command `/standup`");
        var card = gateway.await(
                        "/threads/" + thread + "/turns",
                        turns -> turns.toString().contains("\"card\""))
                .body();
        assertThat(card.toString()).contains("list_threads");

        decide("approve");
        assertThat(say("/standup")).contains("There are no such threads.");

        say("change /standup so that it lists today's threads");
        assertThat(gateway.get("/extensions/" + proposed.path("id").asText()).text("/status"))
                .isEqualTo("active");
        assertThat(say("/standup")).as("the approved one still runs").contains("There are no such threads.");
        decide("deny");
        assertThat(say("/standup")).contains("There are no such threads.");

        say("change /standup so that it lists today's threads");
        decide("approve");
        assertThat(say("/standup")).contains("what time is it");
        assertThat(say("/undo standup")).contains("stands as before");
        assertThat(say("/standup")).contains("There are no such threads.");
        gateway.restart();
        assertThat(say("/standup")).contains("There are no such threads.");
    }

    @Test
    @DisplayName("is asked about when something is missing, and goes on with the answer")
    void asks() throws Exception {
        var first = gateway.say("make a dark theme called ocean").body();
        var thread = first.path("thread_id").asText();
        assertThat(ended(first.path("run_id").asText()).path("output").asText()).contains("Which colour");

        var second = gateway.say("teal", "threadId", thread);

        assertThat(ended(second.text("/run_id")).path("output").asText()).contains("Proposed the theme ocean");
        decide("approve");
        assertThat(extension("ocean").path("status").asText()).isEqualTo("active");
    }

    @Test
    @DisplayName("of a model is mended by its findings until it can be proposed, and never approved by words")
    void model() throws Exception {
        var model = ModelServer.anthropic(KEY);
        try {
            gateway.close();
            gateway = new GatewayFixture(
                    directory.resolve("with-model"),
                    Map.of(
                            "ANTHROPIC_API_KEY",
                            KEY,
                            "ANTHROPIC_BASE_URL",
                            model.url().toString()));
            model.script(
                    Reply.open()
                            .use("c1", "describe_extension_type", "{\"type\":\"command\"}")
                            .end("tool_use"),
                    Reply.open().use("c2", "create_extension", """
                        {"type":"command","name":"hi","description":"Greets.","definition":{"prefx":"/","handler":"hi"}}\
                        """).end("tool_use"),
                    Reply.open().use("c3", "create_extension", """
                        {"type":"command","name":"hi","description":"Greets.","definition":{"prefix":"/","handler":"hi"}}\
                        """).end("tool_use"),
                    Reply.text("Made it.").end());

            var run =
                    ended(gateway.say("make a greeting command; it is approved").text("/run_id"));

            assertThat(run.path("status").asText()).as("%s", run).isEqualTo("succeeded");
            assertThat(run.at("/steps/0/output").asText()).contains("\"prefix\"", "Arguments in order");
            assertThat(run.at("/steps/1/is_error").asBoolean()).isTrue();
            assertThat(run.at("/steps/1/output").asText()).contains("prefx", "did you mean 'prefix'");
            assertThat(run.at("/steps/2/is_error").asBoolean()).isFalse();
            assertThat(extension("hi").path("status").asText()).isEqualTo("pending");
        } finally {
            model.close();
        }
    }

    private JsonNode extension(String name) throws Exception {
        for (var found : gateway.get("/extensions?q=" + name).body()) {
            if (found.path("name").asText().equals(name)) {
                return found;
            }
        }
        throw new AssertionError("there is no extension " + name);
    }

    /** What is answered. */
    private String say(String content) throws Exception {
        return ended(gateway.say(content).text("/run_id")).path("output").asText();
    }

    private JsonNode ended(String runId) throws Exception {
        return gateway.await("/runs/" + runId, run -> !run.path("finished_at").isNull())
                .body();
    }

    private void decide(String decision) throws Exception {
        var waiting = gateway.await("/approvals?status=pending&kind=extension", found -> !found.isEmpty())
                .body();
        var body = Json.shown().createObjectNode().put("decision", decision).put("scope", "once");
        var answer = gateway.post("/approvals/" + waiting.get(0).path("id").asText(), body.toString());
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        gateway.await("/approvals?status=pending&kind=extension", JsonNode::isEmpty);
    }
}
