package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.substrate.execution.model.wire.ModelServer;
import dev.daemion.substrate.execution.model.wire.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A control about models holds")
@Timeout(60)
class ModelControlStoryTest {
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
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        model.close();
    }

    @Test
    @DisplayName(
            "timeout: a model that hangs, before its first word or after, ends the turn with an error that says why")
    void timeout() throws Exception {
        var control =
                make("control", "timeout-model", "{\"kind\":\"timeout\",\"applies\":\"model\",\"seconds\":1}", "");
        for (var hanging : List.of(Reply.silence(), Reply.open("half an ").stall())) {
            model.script(hanging);
            var run = say("hello");
            assertThat(run.path("status").asText()).as("%s", run).isEqualTo("failed");
            assertThat(run.path("error").asText())
                    .contains("the model took longer than 1 s, the longest that the timeout control admits");
        }
        var thread = gateway.get("/threads").body().path(0).path("id").asText();
        var turns = gateway.await(
                "/threads/" + thread + "/turns",
                all -> all.size() == 2 && all.path(1).path("status").asText().equals("partial"));
        assertThat(turns.text("/1/content")).as("what there was stays").isEqualTo("half an ");
        gateway.await("/threads/" + thread, one -> !one.path("running").asBoolean());

        gateway.delete("/extensions/" + control.path("id").asText());
        model.script(Reply.open("slow")
                .pause(Duration.ofMillis(1_500))
                .say(" but there")
                .end());
        assertThat(say("and now").path("output").asText()).isEqualTo("slow but there");
    }

    @Test
    @DisplayName("rate: a job beyond it is skipped and says why, whoever starts it; one of steps without a model runs")
    void rate() throws Exception {
        make(
                "job",
                "clock",
                "{\"schedule\":\"@yearly\",\"agent\":\"daemion\",\"prompt\":\"what time is it\"}",
                ",\"enabled\":true");
        make(
                "job",
                "bell",
                "{\"schedule\":\"@yearly\",\"direct\":[{\"tool\":\"notify\",\"with\":{\"title\":\"ding\",\"text\":\"dong\"}}]}",
                ",\"enabled\":true,\"permissions\":{\"tools\":[\"notify\"]}");
        make("control", "rate-strict", "{\"kind\":\"rate\",\"turns\":1,\"per\":\"hour\"}", "");
        assertThat(say("counted").path("status").asText()).isEqualTo("succeeded");

        var refused = gateway.post("/jobs/clock/run", "{}").body();
        assertThat(refused.path("status").asText()).as("%s", refused).isEqualTo("skipped");
        assertThat(refused.path("detail").asText()).contains("daemion has answered 1 turn", "rate-strict");
        assertThat(refused.path("run_id").isNull()).isTrue();
        assertThat(gateway.get("/jobs/clock/runs").body()).isEmpty();
        assertThat(gateway.get("/jobs/clock").body().path("open_runs")).isEmpty();
        make(
                "job",
                "alarm",
                "{\"trigger\":{\"type\":\"cron\",\"at\":\"" + Instant.now().plusMillis(1_000)
                        + "\"},\"agent\":\"daemion\",\"prompt\":\"what time is it\"}",
                ",\"enabled\":true");
        for (var job : List.of("clock", "alarm")) {
            var slot = gateway.await(
                            "/jobs/" + job + "/slots",
                            slots -> slots.path(0).path("outcome").asText().equals("skipped"))
                    .body()
                    .path(0);
            assertThat(slot.path("reason").asText()).contains("rate-strict");
            assertThat(slot.path("run_id").isNull()).isTrue();
        }
        assertThat(gateway.post("/jobs/bell/run", "{}").text("/status")).isEqualTo("queued");
        gateway.await("/notifications", all -> all.findValuesAsText("title").contains("ding"));
    }

    private JsonNode say(String content) throws Exception {
        var turn = gateway.say(content, "model", "openai/gpt-test");
        assertThat(turn.status()).as("%s", turn.body()).isEqualTo(201);
        return gateway.await(
                        "/runs/" + turn.text("/run_id"),
                        run -> !run.path("finished_at").isNull())
                .body();
    }

    private JsonNode make(String type, String name, String definition, String more) throws Exception {
        var answer = gateway.post(
                "/extensions",
                "{\"type\":\"" + type + "\",\"name\":\"" + name + "\",\"description\":\"A test.\",\"definition\":"
                        + definition + more + "}");
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
        return answer.body();
    }
}
