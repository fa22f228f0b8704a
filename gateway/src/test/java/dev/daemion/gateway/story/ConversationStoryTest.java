package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.substrate.execution.model.wire.ModelServer;
import dev.daemion.substrate.execution.model.wire.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A conversation with a model, over the real wire on both sides,")
class ConversationStoryTest {
    private static final String KEY = "sk-test-conversation";

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

    @Test
    @DisplayName("has what a job gave that runs before its answer, and says so where that job came to nothing")
    void jobBefore() throws Exception {
        var job = "{\"type\":\"job\",\"name\":\"%s\",\"description\":\"Looks.\",\"enabled\":true,\"definition\":"
            + "{\"trigger\":{\"type\":\"message\",\"pattern\":\"deploy\",\"mode\":\"before\"},"
            + "\"direct\":[{\"tool\":\"Bash\",\"with\":{\"command\":\"%s\"}}]},\"permissions\":{\"tools\":[\"Bash\"]}}";
        assertThat(gateway.post("/extensions", job.formatted("state", "sleep 1; echo the staging is green"))
                        .status())
                .isEqualTo(201);
        assertThat(gateway.post("/extensions", job.formatted("broken", "exit 4"))
                        .status())
                .isEqualTo(201);
        model.script(Reply.text("done").end());
        gateway.stream("please deploy it");
        var request = model.requests().getLast().body().toString();
        assertThat(request)
                .contains("The job state ran before this answer", "the staging is green")
                .contains("The job broken ran before this answer", "(failed: ");
        assertThat(gateway.get("/jobs/state/runs").body()).hasSize(1);
        model.script(Reply.text("hello").end());
        gateway.stream("good morning");
        assertThat(model.requests().getLast().body().toString()).doesNotContain("ran before this answer");
    }

    @Test
    @DisplayName("of a job with its agent can be explained: what fired it, and exactly what the model was given")
    void jobContext() throws Exception {
        var made = gateway.post(
                "/extensions",
                "{\"type\":\"job\",\"name\":\"digest\",\"description\":\"Sums up.\",\"enabled\":true,\"definition\":"
                        + "{\"schedule\":\"@daily\",\"prompt\":\"Sum up {{input.text}}\",\"max_turns\":1,"
                        + "\"context\":[{\"job\":\"yesterday\"}]}}");
        assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
        model.script(Reply.text("in short").end());
        var start = gateway.post("/jobs/digest/run", "{\"input\":{\"text\":\"the news\"}}")
                .body();
        var id = start.path("run_id").asText();
        var run = gateway.await("/runs/" + id, body -> !body.path("finished_at").isNull())
                .body();
        assertThat(run.path("status").asText()).as("%s", run).isEqualTo("succeeded");
        assertThat(run.at("/payload/text").asText()).isEqualTo("the news");
        var context = gateway.get("/runs/" + id + "/context").body();
        assertThat(context.path("system").asText()).isNotBlank();
        assertThat(context.path("messages").toString())
                .contains("Sum up the news", "(nothing yet: it has not succeeded so far)");
        model.script(Reply.open("").use("call_1", "LS", "{\"path\":\".\"}").end("tool_use"));
        gateway.await("/jobs/digest", job -> job.path("open_runs").isEmpty());
        gateway.post("/jobs/digest/run", "");
        var failed = gateway.await(
                "/jobs/digest/runs",
                runs -> runs.path(0).path("status").asText().equals("failed"));
        assertThat(failed.body().path(0).path("error").asText())
                .as("nobody is asked to go on")
                .isEqualTo("it made 1 model calls, the most one run of its job may (max_turns)");
        assertThat(gateway.get("/runs/run_" + "0".repeat(26) + "/context").status())
                .isEqualTo(404);
    }

    private static List<String> types(List<JsonNode> frames) {
        return frames.stream().map(frame -> frame.path("type").asText()).toList();
    }

    private static String deltas(List<JsonNode> frames) {
        var text = new StringBuilder();
        for (var frame : frames) {
            if (frame.path("type").asText().equals("text-delta")) {
                text.append(frame.path("delta").asText());
            }
        }
        return text.toString();
    }

    private JsonNode lastTurn(String threadId, String role) throws Exception {
        var turns = gateway.get("/threads/" + threadId + "/turns").body();
        return StreamSupport.stream(turns.spliterator(), false)
                .filter(turn -> turn.path("role").asText().equals(role))
                .reduce((_, later) -> later)
                .orElseThrow();
    }

    @Test
    @DisplayName("is stored before it is acknowledged, streams in, and is there whole afterwards with its cost")
    void answers() throws Exception {
        model.script(Reply.text("Hel", "lo ", "there").tokens(1_000, 100, 0, 0).end());
        var frames = gateway.stream("good morning");
        assertThat(types(frames)).containsSubsequence("message", "start", "text-delta", "finish");
        assertThat(deltas(frames)).isEqualTo("Hello there");
        var thread = frames.getFirst().at("/message/thread_id").asText();
        gateway.await("/threads/" + thread, body -> !body.path("running").asBoolean());
        var answer = lastTurn(thread, "assistant");
        assertThat(answer.path("content").asText()).isEqualTo("Hello there");
        assertThat(answer.path("status").asText()).isEqualTo("complete");
        assertThat(answer.path("cost_usd").decimalValue()).isPositive();
        var next = gateway.say("and now?", "threadId", thread);
        assertThat(gateway.get("/threads/" + thread + "/turns").body().findValuesAsText("id"))
                .contains(next.text("/id"));
    }

    @Test
    @DisplayName("asks before it changes a file, survives a restart while it waits, and does exactly what was shown")
    void approves() throws Exception {
        model.script(
                Reply.open("I will write it.")
                        .use("call_1", "Write", "{\"path\":\"note.txt\",\"content\":\"approved\"}")
                        .end("tool_use"),
                Reply.text("Done.").end());
        var posted = gateway.say("write a note", "mode", "act");
        var run = "/runs/" + posted.text("/run_id");
        gateway.await(run, body -> body.path("status").asText().equals("blocked"));
        assertThat(gateway.workspace().resolve("note.txt")).doesNotExist();
        gateway.restart();
        assertThat(gateway.get(run).text("/status")).isEqualTo("blocked");
        var approval = gateway.get("/approvals?status=pending").body().get(0);
        assertThat(approval.at("/detail/input/content").asText()).isEqualTo("approved");
        var id = approval.path("id").asText();
        assertThat(gateway.post("/approvals/" + id, "{\"decision\":\"approve\"}")
                        .status())
                .isEqualTo(200);
        gateway.await(run, body -> body.path("status").asText().equals("succeeded"));
        assertThat(Files.readString(gateway.workspace().resolve("note.txt"))).isEqualTo("approved");
        assertThat(gateway.post("/approvals/" + id, "{\"decision\":\"deny\"}").status())
                .isEqualTo(409);
        assertThat(gateway.post("/approvals/" + id, "{\"decision\":\"approve\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("tells the model of a denied call and goes on without it")
    void denies() throws Exception {
        model.script(
                Reply.open("")
                        .use("call_1", "Bash", "{\"command\":\"touch evil\"}")
                        .end("tool_use"),
                Reply.text("Then not.").end());
        var posted = gateway.say("run it", "mode", "act");
        var run = "/runs/" + posted.text("/run_id");
        gateway.await(run, body -> body.path("status").asText().equals("blocked"));
        var id = gateway.await("/approvals?status=pending", body -> !body.isEmpty())
                .text("/0/id");
        gateway.post("/approvals/" + id, "{\"decision\":\"deny\",\"note\":\"not today\"}");
        var done = gateway.await(run, body -> body.path("status").asText().equals("succeeded"));
        assertThat(done.text("/steps/0/output")).contains("denied", "not today");
        assertThat(gateway.workspace().resolve("evil")).doesNotExist();
    }

    @Test
    @DisplayName("stops when told to: the socket closes, the partial text stays, the next message is answered")
    void stops() throws Exception {
        model.script(Reply.open("one ", "two ").stall(), Reply.text("again").end());
        var posted = gateway.say("count");
        var thread = posted.text("/thread_id");
        var request = model.await();
        gateway.await("/threads/" + thread, body -> body.path("running").asBoolean());
        assertThat(gateway.post("/chat/stop", "{\"threadId\":\"" + thread + "\"}")
                        .status())
                .isEqualTo(200);
        request.awaitClosed();
        gateway.await("/threads/" + thread, body -> !body.path("running").asBoolean());
        var partial = lastTurn(thread, "assistant");
        assertThat(partial.path("status").asText()).isEqualTo("partial");
        assertThat(gateway.get("/runs/" + posted.text("/run_id")).text("/status"))
                .isEqualTo("cancelled");
        assertThat(deltas(gateway.stream("go on", "threadId", thread))).isEqualTo("again");
    }

    @Test
    @DisplayName("answers one message at a time, in order")
    void queues() throws Exception {
        model.script(
                Reply.open("first").pause(Duration.ofMillis(300)).end(),
                Reply.text("second").end());
        var first = gateway.say("a");
        var thread = first.text("/thread_id");
        var second = gateway.say("b", "threadId", thread);
        assertThat(second.text("/status")).isEqualTo("queued");
        gateway.await(
                "/runs/" + second.text("/run_id"),
                body -> body.path("status").asText().equals("succeeded"));
        assertThat(model.requests()).hasSize(2);
        assertThat(model.requests().get(1).body().toString()).contains("first");
    }

    @Test
    @DisplayName("says what to do when the key is refused, and the thread stays usable")
    void refusedKey() throws Exception {
        model.script(
                Reply.status(
                        401,
                        Map.of(),
                        "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"invalid"
                                + " x-api-key\"}}"),
                Reply.text("better").end());
        var frames = gateway.stream("hello");
        assertThat(types(frames)).contains("error");
        var error = frames.stream()
                .filter(frame -> frame.path("type").asText().equals("error"))
                .findFirst()
                .orElseThrow();
        assertThat(error.path("code").asText()).isEqualTo("model_unauthorized");
        assertThat(error.path("error").asText()).contains("ANTHROPIC_API_KEY").doesNotContain(KEY);
        var thread = frames.getFirst().at("/message/thread_id").asText();
        assertThat(deltas(gateway.stream("again", "threadId", thread))).isEqualTo("better");
    }

    @Test
    @DisplayName("never shows a piece twice when the connection is cut and tried again")
    void cut() throws Exception {
        model.script(
                Reply.open("Hello ", "wor").cut(), Reply.text("Hello ", "world").end());
        assertThat(deltas(gateway.stream("hi"))).isEqualTo("Hello world");
    }

    @Test
    @DisplayName("is not moved to a model that does not exist, and keeps the one it had")
    void unknownModel() throws Exception {
        var made = gateway.post("/threads", "{\"title\":\"t\",\"model\":\"haiku\"}");
        var path = "/threads/" + made.text("/id");

        var refused = gateway.put(path, "{\"model\":\"sonet\"}");

        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.text("/error")).contains("sonet", "sonnet");
        assertThat(gateway.get(path).text("/model")).isEqualTo("haiku");
        assertThat(gateway.post("/threads", "{\"model\":\"no-such\"}").status()).isEqualTo(404);
        assertThat(gateway.put(path, "{\"model\":\"\"}").body().path("model").isNull())
                .isTrue();
    }

    @Test
    @DisplayName("gives the same turn for the same key and refuses another request under it")
    void idempotent() throws Exception {
        model.script(Reply.text("once").end());
        var first = gateway.post("/chat", "{\"content\":\"hi\"}", "Idempotency-Key", "k1");
        var again = gateway.post("/chat", "{\"content\":\"hi\"}", "Idempotency-Key", "k1");
        var other = gateway.post("/chat", "{\"content\":\"ho\"}", "Idempotency-Key", "k1");
        assertThat(again.text("/id")).isEqualTo(first.text("/id"));
        assertThat(other.status()).isEqualTo(409);
        assertThat(gateway.get("/threads").body()).hasSize(1);
    }

    @Test
    @DisplayName("can be forked at a turn and erased without the fork")
    void forksAndErases() throws Exception {
        model.script(Reply.text("answer").end());
        var frames = gateway.stream("question");
        var thread = frames.getFirst().at("/message/thread_id").asText();
        gateway.await("/threads/" + thread, body -> !body.path("running").asBoolean());
        var fork = gateway.post("/threads/" + thread + "/fork", "{}");
        assertThat(fork.status()).isEqualTo(201);
        assertThat(gateway.delete("/threads/" + thread).status()).isBetween(200, 204);
        assertThat(gateway.get("/threads/" + thread).status()).isEqualTo(404);
        var copy = gateway.get("/threads/" + fork.text("/id") + "/turns").body();
        assertThat(copy.findValuesAsText("content")).containsExactly("question", "answer");
    }

    @Test
    @DisplayName("ends with what there is when the calls of one request are used up")
    void maxTurns() throws Exception {
        var loop = new Reply[12];
        for (int i = 0; i < loop.length; i++) {
            loop[i] = Reply.open("").use("call_" + i, "LS", "{\"path\":\".\"}").end("tool_use");
        }
        model.script(loop);
        var frames = gateway.stream("look around");
        var error = frames.getLast();
        assertThat(types(frames)).contains("error");
        assertThat(error.toString()).contains("max_turns_reached");
        assertThat(model.requests()).hasSize(10);
    }
}
