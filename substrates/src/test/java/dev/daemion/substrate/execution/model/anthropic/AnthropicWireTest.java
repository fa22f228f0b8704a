package dev.daemion.substrate.execution.model.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.provider.ProviderKind;
import dev.daemion.kernel.provider.ProviderSettings;
import dev.daemion.kernel.run.Usage;
import dev.daemion.substrate.execution.model.ModelEvent;
import dev.daemion.substrate.execution.model.ModelFixture;
import dev.daemion.substrate.execution.model.ModelMessage;
import dev.daemion.substrate.execution.model.ReplyBlock;
import dev.daemion.substrate.execution.model.wire.ModelServer;
import dev.daemion.substrate.execution.model.wire.Reply;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@DisplayName("Anthropic messages")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class AnthropicWireTest {
    private final ModelFixture fixture = new ModelFixture();
    private final ModelServer server = fixture.server(ProviderKind.ANTHROPIC);

    @AfterAll
    void close() {
        server.close();
        fixture.close();
    }

    @Test
    @DisplayName(
            "go out with version 2026-10-21 as bearer, with 2023-06-01 as x-api-key, never with sampling parameters")
    void authenticate() {
        for (var version : List.of("2026-10-21", "2023-06-01")) {
            var settings = ProviderSettings.of("lab", ProviderKind.ANTHROPIC, server.url(), "KEY", version);
            assertThat(ModelFixture.finalText(fixture.events(fixture.client(settings), ModelFixture.ask("hi"))))
                    .isEqualTo("You said: hi");
            var request = server.requests().getLast();
            assertThat(request.headers()).containsEntry("anthropic-version", version);
            assertThat(request.body().fieldNames()).toIterable().doesNotContain("temperature", "top_p", "top_k");
        }
    }

    @Test
    @DisplayName("mark what can be cached: the tools, the system text and the last message")
    void markWhatCanBeCached() {
        fixture.events(client(), ModelFixture.ask("hi"));
        var body = server.requests().getLast().body();
        assertThat(body.at("/system/0/cache_control/type").asText()).isEqualTo("ephemeral");
        assertThat(body.at("/tools/0").has("cache_control")).isFalse();
        assertThat(body.at("/tools/1/cache_control/type").asText()).isEqualTo("ephemeral");
        assertThat(body.at("/messages/0/content/0/cache_control/type").asText()).isEqualTo("ephemeral");
        assertThat(body.at("/tools/0/input_schema/properties/path/type").asText())
                .isEqualTo("string");
    }

    @Test
    @DisplayName("count tokens with and without cache, and give thinking back with its signature")
    void countTokens() {
        server.script(Reply.open()
                .tokens(11, 22, 33, 44)
                .think("hm ")
                .think("hm")
                .say("Reading.")
                .use("toolu_1", "Read", "{\"path\":\"a b\",\"deep\":{\"x\":[1,2.5,null]}}")
                .use("toolu_2", "LS", "{}")
                .end());
        var events = fixture.events(client(), ModelFixture.ask("hi"));
        var completed = ModelFixture.completed(events);
        assertThat(completed.usage()).isEqualTo(new Usage(11, 22, 33, 44));
        assertThat(completed.costUsd()).isNull();
        assertThat(completed.blocks()).hasSize(4).startsWith(new ReplyBlock.Thinking("hm hm", "sig0", null));
        assertThat(((ReplyBlock.ToolUse) completed.blocks().get(2))
                        .input()
                        .at("/deep/x/1")
                        .asDouble())
                .isEqualTo(2.5);
        assertThat(((ReplyBlock.ToolUse) completed.blocks().get(3)).input().isEmpty())
                .isTrue();

        var answers = List.of(
                new ModelMessage.ToolAnswer("toolu_1", "Read", "", false),
                new ModelMessage.ToolAnswer("toolu_2", "LS", "denied", true));
        fixture.events(
                client(),
                ModelFixture.request(List.of(
                        new ModelMessage.FromUser("hi", List.of()),
                        new ModelMessage.FromModel(completed.blocks()),
                        new ModelMessage.FromTools(answers),
                        new ModelMessage.FromUser("and hurry", List.of()))));
        var sent = server.requests().getLast().body().path("messages");
        assertThat(sent).hasSize(3);
        assertThat(sent.at("/1/content/0/signature").asText()).isEqualTo("sig0");
        assertThat(sent.at("/2/content/1/is_error").asBoolean()).isTrue();
        assertThat(sent.at("/2/content/2/text").asText()).isEqualTo("and hurry");
    }

    @Test
    @DisplayName("take over a conversation that another provider began")
    void takeOver() {
        var input = JsonNodeFactory.instance.objectNode();
        var events = fixture.events(
                client(),
                ModelFixture.request(List.of(
                        new ModelMessage.FromUser("", List.of()),
                        new ModelMessage.FromModel(List.of(
                                new ReplyBlock.Thinking("unsigned", null, null),
                                new ReplyBlock.Text(" "),
                                new ReplyBlock.ToolUse("call:1/x", "LS", input))),
                        new ModelMessage.FromTools(
                                List.of(new ModelMessage.ToolAnswer("call:1/x", "LS", "a.txt", false))),
                        new ModelMessage.FromModel(List.of(new ReplyBlock.Text(""))),
                        new ModelMessage.FromUser("thanks", List.of()))));
        assertThat(ModelFixture.finalText(events)).isEqualTo("You said: thanks");
        assertThat(server.requests()
                        .getLast()
                        .body()
                        .at("/messages/1/content/0/id")
                        .asText())
                .isEqualTo("call_1_x");
    }

    @Test
    @DisplayName("carry images, documents and texts that the user gave along")
    void carryAttachments() {
        var attachments = List.of(
                new Part.Attachment("a.png", "image/png", "aGk="),
                new Part.Attachment("a.pdf", "application/pdf", "aGk="),
                new Part.Attachment("a.txt", "text/plain", "hi"),
                new Part.Attachment("a.zip", "application/zip", "aGk="));
        fixture.events(client(), ModelFixture.request(List.of(new ModelMessage.FromUser("look", attachments))));
        var content = server.requests().getLast().body().at("/messages/0/content");
        assertThat(content.findValuesAsText("type")).contains("image", "document", "text", "base64");
        assertThat(content.at("/3/text").asText()).contains("a.zip", "cannot be shown");
    }

    @Test
    @DisplayName("say when the length limit or a refusal ended the answer")
    void sayWhyItEnded() {
        server.script(
                Reply.open("Half").use("toolu_1", "Read", "{\"path\":\"no").end("max_tokens"));
        var cut = ModelFixture.completed(fixture.events(client(), ModelFixture.ask("hi")));
        assertThat(cut.stopReason()).isEqualTo(ModelEvent.StopReason.LENGTH);
        assertThat(cut.blocks()).containsExactly(new ReplyBlock.Text("Half"));
        server.script(Reply.open("No.").end("refusal"));
        assertThat(ModelFixture.completed(fixture.events(client(), ModelFixture.ask("hi")))
                        .stopReason())
                .isEqualTo(ModelEvent.StopReason.REFUSED);
    }

    @Test
    @DisplayName("fail with the sentence of the API when the request is wrong")
    void failWithTheSentence() {
        var orphan = List.<ModelMessage>of(
                new ModelMessage.FromUser("hi", List.of()),
                new ModelMessage.FromModel(
                        List.of(new ReplyBlock.ToolUse("toolu_9", "LS", JsonNodeFactory.instance.objectNode()))),
                new ModelMessage.FromUser("never mind", List.of()));
        var problem = fixture.problem(client(), ModelFixture.request(orphan));
        assertThat(problem.code()).isEqualTo(ProblemCode.MODEL_REFUSED);
        assertThat(problem.detail()).contains("without tool_result", "toolu_9");
    }

    private dev.daemion.substrate.execution.model.ModelClient client() {
        return fixture.client(ProviderKind.ANTHROPIC, server.url());
    }
}
