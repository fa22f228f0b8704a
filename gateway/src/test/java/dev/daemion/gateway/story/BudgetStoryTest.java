package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.substrate.execution.model.wire.ModelServer;
import dev.daemion.substrate.execution.model.wire.Reply;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A budget")
class BudgetStoryTest {
    private static final String KEY = "sk-test-budget";

    @TempDir
    private Path directory;

    private ModelServer model;
    private GatewayFixture gateway;

    @BeforeEach
    void start() throws Exception {
        model = ModelServer.anthropic(KEY);
        gateway = new GatewayFixture(
                directory,
                Map.of(
                        "ANTHROPIC_API_KEY",
                        KEY,
                        "ANTHROPIC_BASE_URL",
                        model.url().toString()));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        model.close();
    }

    private void setDaily(String usd) throws Exception {
        var stored = gateway.post(
                "/extensions",
                "{\"type\":\"control\",\"name\":\"budget-daily\",\"description\":\"What may be spent in a day.\","
                        + "\"definition\":{\"kind\":\"budget\",\"usd\":" + usd
                        + ",\"period\":\"day\",\"warnPercent\":80,\"pausePercent\":100}}");
        assertThat(stored.status()).as("%s", stored.body()).isBetween(200, 201);
    }

    @Test
    @DisplayName("of a day refuses new turns that cost when it is spent, and the built-in agent still answers")
    void daily() throws Exception {
        model.script(Reply.open().tokens(100_000, 1_000, 0, 0).say("dear").end());
        gateway.stream("something expensive");
        setDaily("0.01");
        var refused = gateway.say("one more");
        assertThat(refused.status()).as("%s", refused.body()).isEqualTo(429);
        assertThat(refused.text("/detail")).contains("daily budget", "built-in");
        var free = gateway.say("status", "model", "built-in");
        assertThat(free.status()).isEqualTo(201);
        gateway.await(
                "/runs/" + free.text("/run_id"),
                run -> run.path("status").asText().equals("succeeded"));
        assertThat(gateway.get("/threads").body())
                .as("nothing of the refused one is stored")
                .hasSize(2);
        gateway.restart();
        assertThat(gateway.say("and now?").status()).as("after a restart").isEqualTo(429);
    }

    @Test
    @DisplayName("of one request ends the turn with what there is and says so")
    void ofOneRequest() throws Exception {
        model.script(
                Reply.open()
                        .tokens(270_000, 1_000, 0, 0)
                        .say("Looking. ")
                        .use("call_1", "LS", "{\"path\":\".\"}")
                        .end("tool_use"),
                Reply.text("never asked").end());
        var frames = gateway.stream("look");
        var error = frames.stream()
                .filter(frame -> frame.path("type").asText().equals("error"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(frames.toString()));
        assertThat(error.path("code").asText()).isEqualTo("budget_exhausted");
        assertThat(error.path("error").asText()).contains("$0.50", "go on");
        assertThat(model.requests()).hasSize(1);
        var thread = frames.getFirst().at("/message/thread_id").asText();
        gateway.await("/threads/" + thread, body -> !body.path("running").asBoolean());
        var answer = gateway.get("/threads/" + thread + "/turns").body().get(1);
        assertThat(answer.path("status").asText()).isEqualTo("partial");
        assertThat(answer.path("content").asText()).startsWith("Looking.");
    }
}
