package dev.daemion.substrate.execution.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.provider.ProviderKind;
import dev.daemion.substrate.execution.model.builtin.BuiltInModelClient;
import dev.daemion.substrate.execution.model.wire.ModelServer;
import dev.daemion.substrate.execution.model.wire.Reply;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Every model client")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelClientContractTest {
    /** The three implementations of the port. */
    enum Subject {
        BUILT_IN,
        ANTHROPIC,
        OPENAI
    }

    private final ModelFixture fixture = new ModelFixture();
    private final ModelServer anthropic = fixture.server(ProviderKind.ANTHROPIC);
    private final ModelServer openAi = fixture.server(ProviderKind.OPENAI);

    @AfterAll
    void close() {
        anthropic.close();
        openAi.close();
        fixture.close();
    }

    private ModelClient client(Subject subject, Reply... replies) {
        return switch (subject) {
            case BUILT_IN -> new BuiltInModelClient(Clock.systemUTC(), null);
            case ANTHROPIC ->
                fixture.client(ProviderKind.ANTHROPIC, anthropic.script(replies).url());
            case OPENAI ->
                fixture.client(ProviderKind.OPENAI, openAi.script(replies).url());
        };
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("gives deltas that are the answer, then exactly one end")
    void givesDeltas(Subject subject) {
        var events = fixture.events(
                client(subject, Reply.text("one ", "two ", "three ")), ModelFixture.ask("say one two three"));
        assertThat(events.stream().filter(ModelEvent.TextDelta.class::isInstance))
                .hasSize(3);
        assertThat(ModelFixture.text(events))
                .isEqualTo(ModelFixture.finalText(events))
                .startsWith("one two three");
        assertThat(events.stream().filter(ModelEvent.Completed.class::isInstance))
                .hasSize(1);
        assertThat(ModelFixture.completed(events).stopReason()).isEqualTo(ModelEvent.StopReason.END);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("asks for a tool, takes the result and answers")
    void usesATool(Subject subject) {
        var client = client(
                subject,
                Reply.open().use("call_1", "Read", "{\"path\":\"notes.txt\"}").end(),
                Reply.text("It says hello."));
        var question = new ModelMessage.FromUser("read notes.txt", List.of());
        var first = fixture.events(client, ModelFixture.request(List.of(question)));
        assertThat(ModelFixture.completed(first).stopReason()).isEqualTo(ModelEvent.StopReason.TOOL_USE);
        var use = (ReplyBlock.ToolUse) ModelFixture.completed(first).blocks().getLast();
        assertThat(use.name()).isEqualTo("Read");
        assertThat(use.input().path("path").asText()).isEqualTo("notes.txt");
        assertThat(first)
                .anyMatch(e -> e instanceof ModelEvent.ToolInputDelta delta
                        && delta.toolCallId().equals(use.id()));
        var second = fixture.events(
                client,
                ModelFixture.request(List.of(
                        question,
                        new ModelMessage.FromModel(ModelFixture.completed(first).blocks()),
                        new ModelMessage.FromTools(
                                List.of(new ModelMessage.ToolAnswer(use.id(), "Read", "1\thello", false))))));
        assertThat(ModelFixture.finalText(second)).contains("hello");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("makes one call for each materialization and none before")
    void isCold(Subject subject) throws Exception {
        var before = anthropic.requests().size() + openAi.requests().size();
        var stream = client(subject).stream(ModelFixture.ask("say hi"));
        assertThat(anthropic.requests().size() + openAi.requests().size()).isEqualTo(before);
        for (var i = 0; i < 2; i++) {
            var events = stream.runWith(Sink.seq(), fixture.system)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            assertThat(ModelFixture.finalText(events)).contains("hi");
        }
        assertThat(anthropic.requests().size() + openAi.requests().size())
                .isEqualTo(subject == Subject.BUILT_IN ? before : before + 2);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("waits for a slow reader and loses nothing")
    void waitsForASlowReader(Subject subject) throws Exception {
        var words = new String[500];
        for (var i = 0; i < words.length; i++) words[i] = "w" + i + " ";
        var question = "say " + String.join("", words).strip();
        var reader = client(subject, Reply.text(words)).stream(ModelFixture.ask(question))
                .toMat(Sink.queue(), Keep.right())
                .run(fixture.system);
        var text = new StringBuilder();
        for (var next = pull(reader); next.isPresent(); next = pull(reader))
            if (next.get() instanceof ModelEvent.TextDelta(var delta)) text.append(delta);
        assertThat(text.toString().strip()).isEqualTo(String.join("", words).strip());
    }

    private static java.util.Optional<ModelEvent> pull(
            org.apache.pekko.stream.javadsl.SinkQueueWithCancel<ModelEvent> reader) throws Exception {
        return reader.pull().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("ends when its reader goes away after the first delta")
    void endsWithItsReader(Subject subject) throws Exception {
        var first = client(subject, Reply.open("first ").stall()).stream(ModelFixture.ask("say first"))
                .runWith(Sink.head(), fixture.system)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        assertThat(first).isEqualTo(new ModelEvent.TextDelta(subject == Subject.BUILT_IN ? "first" : "first "));
        var server = subject == Subject.ANTHROPIC ? anthropic : openAi;
        if (subject != Subject.BUILT_IN)
            assertThat(server.requests().getLast().awaitClosed()).isPositive();
    }
}
