package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.wire.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A command")
class CommandStoryTest {
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
    @DisplayName("of a person works from the moment it is made: steps with named results, no model, no cost")
    void direct() throws Exception {
        make("""
            {"type":"command","name":"keep","description":"Keeps a line.","definition":{"prefix":"/","args":["file","text"],
             "mode":"act","direct":[
              {"tool":"Write","with":{"path":"{{file}}.txt","content":"{{text}}"}},
              {"tool":"Read","with":{"path":"{{file}}.txt"},"as":"read"},
              {"tool":"Write","with":{"path":"copy.txt","content":"copy of {{read}}"}}]},
             "permissions":{"tools":["Write","Read"]}}\
            """);

        var run = run("/keep note {{now}} is mine");

        assertThat(run.path("status").asText()).as("%s", run).isEqualTo("succeeded");
        assertThat(run.path("trigger").asText()).isEqualTo("command");
        assertThat(run.path("steps")).hasSize(3);
        assertThat(run.path("cost_usd").decimalValue()).isZero();
        assertThat(Files.readString(gateway.workspace().resolve("note.txt")))
                .as("what is typed is no template")
                .isEqualTo("{{now}} is mine");
        assertThat(Files.readString(gateway.workspace().resolve("copy.txt"))).contains("copy of", "{{now}} is mine");
    }

    @Test
    @DisplayName("that fails in the middle says which step and why, and stops there")
    void failing() throws Exception {
        make("""
            {"type":"command","name":"peek","description":"Reads.","definition":{"prefix":"/","direct":[
              {"tool":"Read","with":{"path":"absent.txt"}},{"tool":"LS"}]}}\
            """);

        var run = run("/peek");

        assertThat(run.path("status").asText()).isEqualTo("failed");
        assertThat(run.path("error").asText()).contains("step 1 of 2", "Read");
        assertThat(run.path("steps")).hasSize(1);
    }

    @Test
    @DisplayName("puts what was typed into a command line as one word, so that it cannot become a command")
    void shellWords() throws Exception {
        make("""
            {"type":"command","name":"greet","description":"Greets.","definition":{"prefix":"/","args":["who"],"mode":"act",
             "direct":[{"tool":"Bash","with":{"command":"printf %s {{who}}"}}]},"permissions":{"tools":["Bash"]}}\
            """);

        var run = run("/greet x'; touch stolen; echo $(touch stolen)");

        assertThat(run.path("status").asText()).as("%s", run).isEqualTo("succeeded");
        assertThat(run.path("output").asText()).contains("x'; touch stolen; echo $(touch stolen)");
        assertThat(gateway.workspace().resolve("stolen")).doesNotExist();
    }

    @Test
    @DisplayName("that an agent made is held to what was approved; what it lacks, a person can give it")
    void permissions() throws Exception {
        make("""
            {"type":"command","name":"sly","description":"Looks.","source":"community","definition":{"prefix":"/","mode":"act",
             "direct":[{"tool":"Bash","with":{"command":"touch sly"}}]},"permissions":{"tools":["Read"]}}\
            """);
        approve("extension", "always");

        var refused = run("/sly");

        assertThat(refused.path("status").asText()).isEqualTo("failed");
        assertThat(refused.path("error").asText()).contains("no permission for the tool Bash");
        assertThat(gateway.workspace().resolve("sly")).doesNotExist();
        var asked = approve("permission", "always");
        assertThat(asked.at("/detail/extension").asText()).isEqualTo("command/sly");
        assertThat(asked.at("/detail/input/command").asText()).isEqualTo("touch sly");
        gateway.await("/approvals?status=pending", JsonNode::isEmpty);
        assertThat(run("/sly").path("status").asText()).isEqualTo("succeeded");
        assertThat(gateway.workspace().resolve("sly")).exists();
    }

    @Test
    @DisplayName("that does not exist is answered with the nearest names, and one without its argument with its usage")
    void unknown() throws Exception {
        assertThat(run("/hlep").path("output").asText()).contains("Did you mean `/help`?");
        assertThat(run("/search").path("output").asText()).contains("/search <words>");
        assertThat(run("@pulze hello").path("output").asText()).contains("`@pulse`");
        assertThat(run("/help undo").path("output").asText()).contains("/undo [name]");
    }

    @Test
    @DisplayName("with a handler tells the agent its prompt, while the thread keeps what was typed")
    void handler() throws Exception {
        make("""
            {"type":"command","name":"clock","description":"Tells the time.","definition":{"prefix":"/","handler":"what time is it"}}\
            """);

        var turn = gateway.say("/clock").body();
        var ended = ended(turn.path("run_id").asText());

        assertThat(ended.path("output").asText()).startsWith("It is ");
        var turns = gateway.await(
                        "/threads/" + turn.path("thread_id").asText() + "/turns", stored -> stored.size() == 2)
                .body();
        assertThat(turns.get(0).path("content").asText()).isEqualTo("/clock");
        var context = gateway.get("/turns/" + turns.get(1).path("id").asText() + "/context")
                .body();
        assertThat(context.path("messages").toString())
                .contains("what time is it")
                .doesNotContain("/clock");
    }

    @Test
    @DisplayName("notes with #, addresses with @, runs with !, and says as it stands what is doubled")
    void prefixes() throws Exception {
        assertThat(run("#buy milk").path("output").asText()).isEqualTo("Noted: buy milk");
        gateway.restart();
        assertThat(run("/recall milk").path("output").asText()).contains("buy milk");
        assertThat(run("!printf '%s' \"a b\"").path("output").asText()).contains("a b");
        var addressed = gateway.say("@pulse hello").body();
        assertThat(ended(addressed.path("run_id").asText()).path("agent_id").asText())
                .isEqualTo("pulse");
        assertThat(run("//hello").path("trigger").asText()).isEqualTo("message");
        assertThat(run("# Heading\ntext").path("trigger").asText()).isEqualTo("message");
    }

    @Test
    @DisplayName("is gone when it is disabled, and /undo brings it back")
    void undone() throws Exception {
        var made = make("""
            {"type":"command","name":"hi","description":"Greets.","definition":{"prefix":"/","handler":"hello"}}\
            """);
        assertThat(run("/hi").path("trigger").asText()).isEqualTo("command");
        gateway.post("/extensions/" + made.path("id").asText() + "/toggle", "{\"enabled\":false}");
        assertThat(run("/hi").path("output").asText()).contains("There is no command `/hi`");

        var undone = run("/undo hi");

        assertThat(undone.path("status").asText()).as("%s", undone).isEqualTo("succeeded");
        assertThat(run("/hi").path("output").asText()).startsWith("Hello");
    }

    private JsonNode make(String record) throws Exception {
        var answer = gateway.post("/extensions", record);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
        return answer.body();
    }

    /** Says it and waits for the end. */
    private JsonNode run(String content) throws Exception {
        var turn = gateway.say(content);
        assertThat(turn.status()).as("%s", turn.body()).isEqualTo(201);
        return ended(turn.text("/run_id"));
    }

    private JsonNode ended(String runId) throws Exception {
        return gateway.await("/runs/" + runId, run -> !run.path("finished_at").isNull())
                .body();
    }

    /** Approves the one question of that kind. */
    private JsonNode approve(String kind, String scope) throws Exception {
        var waiting = gateway.await("/approvals?status=pending&kind=" + kind, found -> !found.isEmpty())
                .body();
        assertThat(waiting).hasSize(1);
        var body = Json.shown().createObjectNode().put("decision", "approve").put("scope", scope);
        var answer = gateway.post("/approvals/" + waiting.get(0).path("id").asText(), body.toString());
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return waiting.get(0);
    }
}
