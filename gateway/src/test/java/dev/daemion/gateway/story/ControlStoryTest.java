package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A control acts from the moment it is made")
class ControlStoryTest {
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
    @DisplayName("rate: the agent that has answered enough answers no more, after a restart neither; steps are free")
    void rate() throws Exception {
        var control = make("control", "rate-strict", "{\"kind\":\"rate\",\"turns\":2,\"per\":\"hour\"}");
        var first = gateway.say("status").body();
        ended(first.path("run_id").asText());
        ended(gateway.say("status", "threadId", first.path("thread_id").asText())
                .text("/run_id"));

        var refused = gateway.say("status", "threadId", first.path("thread_id").asText());
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text("/detail")).contains("daemion has answered 2 turns", "rate-strict");
        assertThat(gateway.say("/help").status()).as("steps without a model").isEqualTo(201);
        assertThat(gateway.say("@pulse status").status()).as("another agent").isEqualTo(201);
        gateway.restart();
        assertThat(gateway.say("status").status()).isEqualTo(429);

        gateway.post("/extensions/" + control.path("id").asText() + "/toggle", "{\"enabled\":false}");
        assertThat(gateway.say("status").status()).isEqualTo(201);
    }

    @Test
    @DisplayName("timeout: a tool call, or a whole run, that takes longer is ended and says so")
    void timeout() throws Exception {
        command("doze", "{\"tool\":\"Bash\",\"with\":{\"command\":\"sleep 60\"}}", "Bash");
        var control = make("control", "timeout-bash", "{\"kind\":\"timeout\",\"applies\":\"Bash\",\"seconds\":1}");
        var run = run("/doze");
        assertThat(run.path("status").asText()).as("%s", run).isEqualTo("failed");
        assertThat(run.path("error").asText()).contains("took longer than 1 s");

        gateway.delete("/extensions/" + control.path("id").asText());
        make("control", "timeout-run", "{\"kind\":\"timeout\",\"applies\":\"run\",\"seconds\":1}");
        assertThat(run("/doze").path("error").asText()).contains("1 s, the longest that the timeout control");
        assertThat(run("/help").path("status").asText()).isEqualTo("succeeded");
    }

    @Test
    @DisplayName("mode: only the tools it allows, and each that changes something asks")
    void mode() throws Exception {
        make("control", "mode-narrow", """
            {"kind":"mode","label":"Narrow","color":"#123456","instructions":"Look.","allowedTools":["LS","Write"],
             "requiresApproval":true}\
            """);
        make("command", "look", """
            {"prefix":"/","mode":"narrow","direct":[{"tool":"LS","with":{"path":"."}}]}\
            """);
        make("command", "find", """
            {"prefix":"/","mode":"narrow","direct":[{"tool":"Glob","with":{"pattern":"*"}}]}\
            """);
        make("command", "put", """
            {"prefix":"/","mode":"narrow","direct":[{"tool":"Write","with":{"path":"x.txt","content":"x"}}]}\
            """);
        assertThat(run("/look").path("status").asText()).isEqualTo("succeeded");
        var refused = run("/find");
        assertThat(refused.path("status").asText()).as("%s", refused).isEqualTo("failed");
        assertThat(refused.path("error").asText()).contains("Glob");

        var asked = gateway.say("/put").text("/run_id");
        var question = gateway.await("/approvals?status=pending", found -> !found.isEmpty())
                .body()
                .path(0);
        assertThat(question.at("/detail/tool").asText()).isEqualTo("Write");
        assertThat(gateway.workspace().resolve("x.txt")).doesNotExist();
        gateway.post("/approvals/" + question.path("id").asText(), "{\"decision\":\"approve\"}");
        assertThat(ended(asked).path("status").asText()).isEqualTo("succeeded");
    }

    @Test
    @DisplayName("policy: the most specific rule wins, and among equals deny")
    void policy() throws Exception {
        make("control", "policy-mine", """
            {"kind":"policy","rules":[
              {"effect":"allow","tool":"Bash","pattern":"*"},
              {"effect":"deny","tool":"Bash","pattern":"touch *","reason":"No touching."},
              {"effect":"allow","tool":"Bash","pattern":"touch allowed*"},
              {"effect":"allow","tool":"Bash","pattern":"echo tie*"},
              {"effect":"deny","tool":"Bash","pattern":"echo tie*","reason":"Deny wins."}]}\
            """);
        command("one", "{\"tool\":\"Bash\",\"with\":{\"command\":\"echo hi\"}}", null);
        command("two", "{\"tool\":\"Bash\",\"with\":{\"command\":\"touch other\"}}", null);
        command("three", "{\"tool\":\"Bash\",\"with\":{\"command\":\"touch allowed.txt\"}}", null);
        command("four", "{\"tool\":\"Bash\",\"with\":{\"command\":\"echo tied\"}}", null);

        assertThat(run("/one").path("status").asText()).isEqualTo("succeeded");
        assertThat(run("/two").path("error").asText()).contains("No touching.");
        assertThat(run("/three").path("status").asText()).isEqualTo("succeeded");
        assertThat(run("/four").path("error").asText()).contains("Deny wins.");
    }

    @Test
    @DisplayName("flag: commands and the filters of jobs see it, from the moment it is switched")
    void flag() throws Exception {
        var control = make("control", "flag-away", "{\"kind\":\"flag\",\"value\":true}");
        command(
                "where",
                "{\"tool\":\"notify\",\"with\":{\"title\":\"{{^flags.away}}here{{/flags.away}}"
                        + "{{#flags.away}}out{{/flags.away}}\",\"text\":\"{{flags.sounds}}\"}}",
                "notify");
        make("job", "watchman", """
            {"trigger":{"type":"event","event":"run.finished","filter":"flags.away && event.kind == 'chat'"},
             "direct":[{"tool":"notify","with":{"title":"watched, away: {{flags.away}}","text":"x"}}]}\
            """, ",\"enabled\":true,\"permissions\":{\"tools\":[\"notify\"]}");

        run("/where");
        gateway.await(
                "/notifications",
                all -> all.findValuesAsText("title").containsAll(List.of("out", "watched, away: true")));
        assertThat(gateway.get("/notifications").body().findValuesAsText("text"))
                .as("a seed that is off")
                .contains("false");

        gateway.patch(
                "/extensions/" + control.path("id").asText(), "{\"definition\":{\"kind\":\"flag\",\"value\":false}}");
        run("/where");
        gateway.await("/notifications", all -> all.findValuesAsText("title").contains("here"));
        gateway.delete("/extensions/" + control.path("id").asText());
        run("/where");
        gateway.await("/notifications", all -> all.path(0).path("count").asInt() == 2);
        assertThat(gateway.get("/jobs/watchman/runs").body()).hasSize(1);
    }

    private void command(String name, String step, @Nullable String tool) throws Exception {
        make(
                "command",
                name,
                "{\"prefix\":\"/\",\"mode\":\"act\",\"direct\":[" + step + "]}",
                tool == null ? "" : ",\"permissions\":{\"tools\":[\"" + tool + "\"]}");
    }

    private JsonNode make(String type, String name, String definition) throws Exception {
        return make(type, name, definition, "");
    }

    private JsonNode make(String type, String name, String definition, String more) throws Exception {
        var answer = gateway.post(
                "/extensions",
                "{\"type\":\"" + type + "\",\"name\":\"" + name + "\",\"description\":\"A test.\",\"definition\":"
                        + definition + more + "}");
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
        return answer.body();
    }

    private JsonNode run(String content) throws Exception {
        return ended(gateway.say(content).text("/run_id"));
    }

    private JsonNode ended(String runId) throws Exception {
        return gateway.await("/runs/" + runId, run -> !run.path("finished_at").isNull())
                .body();
    }
}
