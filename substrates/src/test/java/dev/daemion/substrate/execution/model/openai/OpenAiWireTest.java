package dev.daemion.substrate.execution.model.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.provider.ProviderKind;
import dev.daemion.kernel.run.Usage;
import dev.daemion.substrate.execution.model.ModelClient;
import dev.daemion.substrate.execution.model.ModelEvent;
import dev.daemion.substrate.execution.model.ModelFixture;
import dev.daemion.substrate.execution.model.ReplyBlock;
import dev.daemion.substrate.execution.model.wire.ModelServer;
import dev.daemion.substrate.execution.model.wire.Reply;
import java.math.BigDecimal;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Chat completions")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class OpenAiWireTest {
    private final ModelFixture fixture = new ModelFixture();
    private final ModelServer server = fixture.server(ProviderKind.OPENAI);

    @AfterAll
    void close() {
        server.close();
        fixture.close();
    }

    private ModelClient client() {
        return fixture.client(ProviderKind.OPENAI, server.url());
    }

    private ModelEvent.Completed ask(Reply reply) {
        server.script(reply);
        return ModelFixture.completed(fixture.events(client(), ModelFixture.ask("hi")));
    }

    /** An answer of these chunks, then the end that OpenAI gives. */
    private static Reply chunks(String... chunks) {
        return raw(Arrays.stream(chunks).map(c -> "data: " + c + "\n\n").collect(Collectors.joining())
                + "data: [DONE]\n\n");
    }

    private static Reply raw(String body) {
        return Reply.raw("text/event-stream", body, 1)
                .then(new dev.daemion.substrate.execution.model.wire.Act.End("stop"));
    }

    private static String call(String toolCall) {
        return "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[" + toolCall + "]}}]}";
    }

    private static final String FINISH = "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";

    @Test
    @DisplayName("count tokens, with those from the cache apart, and take the provider's own cost")
    void countTokens() {
        var completed = ask(Reply.open()
                .tokens(100, 20, 30, 0)
                .cost("0.00123")
                .think("hm")
                .say("Hi")
                .end());
        assertThat(completed.usage()).isEqualTo(new Usage(100, 20, 30, 0));
        assertThat(completed.costUsd()).isEqualByComparingTo(new BigDecimal("0.00123"));
        assertThat(completed.blocks())
                .containsExactly(new ReplyBlock.Thinking("hm", null, null), new ReplyBlock.Text("Hi"));
        assertThat(ask(Reply.text("Hi")).costUsd()).isNull();
        var body = server.requests().getLast().body();
        assertThat(body.at("/stream_options/include_usage").asBoolean()).isTrue();
        assertThat(body.at("/messages/0/role").asText()).isEqualTo("system");
        assertThat(body.path("max_tokens").asInt()).isEqualTo(1000);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                // Ollama: a whole call without pieces; its finish reason is "stop"
                "{\"index\":0,\"id\":\"call_x\",\"type\":\"function\",\"function\":{\"name\":\"Read\",\"arguments\":\"{\\\"path\\\":\\\"a\\\"}\"}}",
                // llama.cpp and others: no id, no index
                "{\"function\":{\"name\":\"Read\",\"arguments\":\"{\\\"path\\\":\\\"a\\\"}\"}}",
                // arguments as an object
                "{\"index\":0,\"id\":\"x\",\"function\":{\"name\":\"Read\",\"arguments\":{\"path\":\"a\"}}}",
                // arguments escaped twice
                "{\"index\":0,\"id\":\"x\",\"function\":{\"name\":\"Read\",\"arguments\":\"\\\"{\\\\\\\"path\\\\\\\":\\\\\\\"a\\\\\\\"}\\\"\"}}"
            })
    @DisplayName("read a tool call as the servers send it")
    void readAToolCall(String toolCall) {
        var completed = ask(chunks(call(toolCall), FINISH));
        assertThat(completed.stopReason()).isEqualTo(ModelEvent.StopReason.TOOL_USE);
        assertThat(completed.blocks()).singleElement().isInstanceOfSatisfying(ReplyBlock.ToolUse.class, use -> {
            assertThat(use.id()).isNotBlank();
            assertThat(use.name()).isEqualTo("Read");
            assertThat(use.input().path("path").asText()).isEqualTo("a");
        });
    }

    @Test
    @DisplayName("keep several calls apart, whether by index, by id, or whole with index 0 each")
    void keepCallsApart() {
        var interleaved = ask(chunks(
                call("{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"Read\",\"arguments\":\"\"}}"),
                call("{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"LS\",\"arguments\":\"{\"}}"),
                call("{\"index\":0,\"function\":{\"arguments\":\"{\\\"path\\\":\"}}"),
                call("{\"index\":1,\"function\":{\"arguments\":\"}\"}}"),
                call("{\"index\":0,\"function\":{\"arguments\":\"\\\"x\\\"}\"}}"),
                FINISH));
        assertThat(interleaved.blocks()).extracting("id", String.class).containsExactly("a", "b");
        assertThat(((ReplyBlock.ToolUse) interleaved.blocks().getFirst())
                        .input()
                        .path("path")
                        .asText())
                .isEqualTo("x");

        var whole = "{\"index\":0,%s\"function\":{\"name\":\"LS\",\"arguments\":\"{\\\"n\\\":%d}\"}}";
        var byId = ask(
                chunks(call(whole.formatted("\"id\":\"a\",", 1)), call(whole.formatted("\"id\":\"b\",", 2)), FINISH));
        assertThat(byId.blocks()).hasSize(2);
        var without = ask(chunks(call(whole.formatted("", 1)), call(whole.formatted("", 2)), FINISH));
        assertThat(without.blocks()).extracting("id", String.class).hasSize(2).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({"length, LENGTH", "content_filter, REFUSED", "stop, END", "eos, END", "STOP, END", "max_tokens, LENGTH"
    })
    @DisplayName("say why the answer ended")
    void sayWhyItEnded(String reason, ModelEvent.StopReason expected) {
        assertThat(ask(Reply.open("Hi").end(reason)).stopReason()).isEqualTo(expected);
    }

    @Test
    @DisplayName("read comments, data without a blank, missing [DONE], parts of text, and other names for thinking")
    void readQuirks() {
        var lines = List.of(
                ": OPENROUTER PROCESSING",
                "event: message",
                "data:{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null,\"reasoning\":\"hm\"}}]}\r",
                "\r",
                "data: {\"choices\":[{\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]}}]}",
                "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"other\"}}]}",
                "data: {\"choices\":[{\"delta\":{\"content\":\" Jörg 😀\"},\"finish_reason\":\"stop\"}]}",
                "");
        var completed = ask(raw(String.join("\n", lines)));
        assertThat(completed.blocks())
                .containsExactly(new ReplyBlock.Thinking("hm", null, null), new ReplyBlock.Text("Hi Jörg 😀"));
    }

    @Test
    @DisplayName("without a known usage are said to have none")
    void haveNoUsage() {
        assertThat(ask(chunks("{\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}", FINISH))
                        .usage())
                .isEqualTo(Usage.NONE);
    }

    @Test
    @DisplayName("hand on errors inside of a stream, and try again only what passes")
    void handOnErrors() {
        server.script(Reply.open("a").fail("invalid_request_error", "context length exceeded"));
        var problem = fixture.problem(client(), ModelFixture.ask("hi"));
        assertThat(problem.code()).isEqualTo(ProblemCode.MODEL_REFUSED);
        assertThat(problem.detail()).contains("context length exceeded");
        server.script(Reply.status(
                429,
                java.util.Map.of(),
                "{\"error\":{\"message\":\"You exceeded your current quota\",\"code\":\"insufficient_quota\"}}"));
        var before = server.requests().size();
        assertThat(fixture.problem(client(), ModelFixture.ask("hi")).detail()).contains("credit");
        assertThat(server.requests()).hasSize(before + 1);
    }

    @Test
    @DisplayName("know what OpenAI and OpenRouter want that others do not")
    void knowTheAddress() {
        var request = ModelFixture.ask("hi");
        var openAi = OpenAiRequest.of(request, URI.create("https://api.openai.com/v1"));
        assertThat(openAi.has("max_completion_tokens")).isTrue();
        assertThat(openAi.has("max_tokens")).isFalse();
        var openRouter = OpenAiRequest.of(request, URI.create("https://openrouter.ai/api/v1"));
        assertThat(openRouter.at("/usage/include").asBoolean()).isTrue();
        assertThat(List.of(openRouter.has("max_tokens"), openRouter.has("temperature")))
                .containsExactly(true, false);
    }
}
