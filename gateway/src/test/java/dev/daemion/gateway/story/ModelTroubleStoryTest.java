package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.substrate.execution.model.wire.ModelServer;
import dev.daemion.substrate.execution.model.wire.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trouble with a model, as it is seen from outside. One gateway for all: each trouble has to leave it usable. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("A model in trouble")
class ModelTroubleStoryTest {
    private static final String KEY = "sk-test-never-to-be-written-anywhere";
    private static final Map<String, String> NO_HEADERS = Map.of();

    @TempDir
    private static Path directory;

    private ModelServer anthropic;
    private ModelServer openAi;
    private GatewayFixture gateway;

    @BeforeAll
    void start() throws Exception {
        anthropic = ModelServer.anthropic(KEY);
        openAi = ModelServer.openAi(KEY);
        gateway = new GatewayFixture(directory, """
            providers:
              anthropic: {base-url: %s, key: TEST_KEY, first-byte-timeout: 700ms, idle-timeout: 700ms}
              openai: {base-url: %s/v1, key: TEST_KEY, first-byte-timeout: 700ms, idle-timeout: 700ms}
              nobody: {kind: openai, base-url: "http://127.0.0.1:1/v1"}
            """.formatted(anthropic.url(), openAi.url()), Map.of("TEST_KEY", KEY));
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        anthropic.close();
        openAi.close();
        assertThatTheKeyIsNowhere();
    }

    @BeforeEach
    void forget() {
        anthropic.forget();
        openAi.forget();
    }

    private void assertThatTheKeyIsNowhere() throws Exception {
        try (var files = Files.walk(directory)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as("%s", file)
                        .doesNotContain(KEY);
            }
        }
    }

    private static Reply failure(int status) {
        return Reply.status(
                status,
                NO_HEADERS,
                "{\"error\":{\"type\":\"test_error\",\"message\":\"the model says " + status + "\"}}");
    }

    /** What goes wrong, how the code of the event begins, and what is kept of the answer. */
    record Trouble(String name, String code, String kept, List<Reply> replies) {
        static Trouble once(String name, String code, Reply reply) {
            return new Trouble(name, code, "", List.of(reply));
        }

        /** However often it is tried again. */
        static Trouble always(String name, String code, String kept, Reply reply) {
            return new Trouble(name, code, kept, Collections.nCopies(12, reply));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Trouble> anthropicTroubles() {
        return Stream.of(
                Trouble.once("a request it does not take", "model_", failure(400)),
                Trouble.once("a refused key", "model_unauthorized", failure(403)),
                Trouble.always("overload", "model_overloaded", "", failure(529)),
                Trouble.always(
                        "a stall in the middle",
                        "model_stalled",
                        "half",
                        Reply.open("half").stall()),
                Trouble.always("garbage", "model_", "", Reply.raw("text/html", "<html>no model</html>", 1)));
    }

    static Stream<Trouble> openAiTroubles() {
        return Stream.of(
                Trouble.always("a broken server", "model_", "", failure(503)),
                Trouble.always("a rate limit", "model_overloaded", "", failure(429)),
                Trouble.always("silence", "model_stalled", "", Reply.silence()),
                Trouble.always("cuts", "model_", "half", Reply.open("half").cut()));
    }

    @ParameterizedTest
    @MethodSource("anthropicTroubles")
    @DisplayName("of Anthropic says in a sentence what is wrong, keeps what was said and leaves the thread usable")
    void anthropic(Trouble trouble) throws Exception {
        check(anthropic, "sonnet", trouble);
    }

    @ParameterizedTest
    @MethodSource("openAiTroubles")
    @DisplayName("of an OpenAI-compatible server does the same")
    void openAi(Trouble trouble) throws Exception {
        check(openAi, "openai/gpt-test", trouble);
    }

    private void check(ModelServer server, String model, Trouble trouble) throws Exception {
        int before = server.requests().size();
        trouble.replies().forEach(server::script);
        var frames = gateway.stream("hello", "model", model);
        var error = only(frames, "error");
        assertThat(error.path("code").asText()).startsWith(trouble.code());
        assertThat(error.path("error").asText()).hasSizeGreaterThan(20).doesNotContain(KEY, "Exception", "dev.daemion");
        var thread = frames.getFirst().at("/message/thread_id").asText();
        gateway.await("/threads/" + thread, body -> !body.path("running").asBoolean());
        var answer = gateway.get("/threads/" + thread + "/turns").body().get(1);
        assertThat(answer.path("status").asText()).isEqualTo("partial");
        assertThat(answer.path("content").asText()).isEqualTo(trouble.kept());
        int used = server.requests().size() - before;
        assertThat(used).as("requests").isLessThan(13);
        server.forget();
        server.script(Reply.text("well again").end());
        assertThat(deltas(gateway.stream("again", "threadId", thread, "model", model)))
                .isEqualTo("well again");
    }

    @Test
    @DisplayName("that is not there is named with its address")
    void unreachable() throws Exception {
        var error = only(gateway.stream("hello", "model", "nobody/some-model"), "error");
        assertThat(error.path("code").asText()).isEqualTo("model_unreachable");
        assertThat(error.path("error").asText()).contains("127.0.0.1:1");
    }

    @Test
    @DisplayName("that breaks off once is asked again; nothing is shown twice and nobody is alarmed")
    void cutOnce() throws Exception {
        anthropic.script(
                Reply.open("one ", "t").cut(), Reply.text("one ", "two").end());
        var frames = gateway.stream("count");
        assertThat(deltas(frames)).isEqualTo("one two");
        assertThat(frames).noneMatch(frame -> frame.path("type").asText().equals("error"));
    }

    @Test
    @DisplayName("that names a tool that is not there is told which there are and goes on")
    void unknownTool() throws Exception {
        anthropic.script(
                Reply.open("").use("call_1", "Teleport", "{}").end("tool_use"),
                Reply.text("never mind").end());
        var frames = gateway.stream("do it");
        assertThat(deltas(frames)).endsWith("never mind");
        var end = only(frames, "tool-end");
        assertThat(end.path("isError").asBoolean()).isTrue();
        assertThat(end.path("output").asText()).contains("Teleport", "Read");
    }

    @Test
    @DisplayName("that writes arguments nobody can read makes no call; the turn says why it ends")
    void brokenArguments() throws Exception {
        var broken = Reply.open("").use("call_2", "Read", "{\"path\": ").end("tool_use");
        anthropic.script(broken, broken, broken, broken, broken);
        var frames = gateway.stream("do it");
        assertThat(only(frames, "error").path("code").asText()).isEqualTo("model_garbled");
        assertThat(frames).noneMatch(frame -> frame.path("type").asText().equals("tool-start"));
    }

    @Test
    @DisplayName("that calls thousands of tools at once ends in a sentence, not in thousands of calls")
    void manyToolCalls() throws Exception {
        var reply = Reply.open("");
        for (int i = 0; i < 3_000; i++) {
            reply = reply.use("call_" + i, "LS", "{}");
        }
        anthropic.script(reply.end("tool_use"));
        var frames = gateway.stream("go wild");
        assertThat(only(frames, "error").path("error").asText()).contains("1000 blocks");
    }

    @Test
    @DisplayName("that says nothing at all, refuses, or reaches its length limit ends the turn in a way people see")
    void odd() throws Exception {
        anthropic.script(Reply.open("no").end("refusal"));
        assertThat(only(gateway.stream("evil"), "error").path("code").asText()).isEqualTo("model_refused");
        anthropic.script(Reply.open("so lo").end("max_tokens"));
        assertThat(only(gateway.stream("long"), "warning").path("text").asText())
                .contains("length limit");
        anthropic.script(Reply.open("").end());
        assertThat(only(gateway.stream("hm?"), "warning").path("text").asText()).contains("answered nothing");
    }

    @Test
    @DisplayName("whose price nobody knows costs an unknown amount, never 0")
    void unknownPrice() throws Exception {
        openAi.script(Reply.open().tokens(100, 10, 0, 0).say("hi").end());
        var frames = gateway.stream("hi", "model", "openai/gpt-test");
        assertThat(only(frames, "finish").path("costUsd").isNull())
                .as("%s", frames)
                .isTrue();
    }

    @Test
    @DisplayName("that never ends is ended")
    void endless() throws Exception {
        var reply = Reply.open();
        for (int i = 0; i < 400; i++) {
            reply = reply.say("x".repeat(60_000));
        }
        openAi.script(reply.end());
        var frames = gateway.stream("go on for ever", "model", "openai/gpt-test");
        assertThat(only(frames, "error").path("error").asText()).isNotEmpty();
    }

    private static JsonNode only(List<JsonNode> frames, String type) {
        return frames.stream()
                .filter(frame -> frame.path("type").asText().equals(type))
                .reduce((_, last) -> last)
                .orElseThrow(() -> new AssertionError("no " + type + " in " + shortened(frames)));
    }

    private static String shortened(List<JsonNode> frames) {
        var text = frames.toString();
        return text.substring(0, Math.min(3_000, text.length()));
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
}
