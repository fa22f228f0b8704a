package dev.daemion.substrate.execution.model.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.substrate.execution.model.ModelEvent;
import dev.daemion.substrate.execution.model.ModelMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The built-in agent")
class BuiltInModelClientTest {
    @SuppressWarnings("NullAway.Init") // set before any test
    private static ActorSystem system;

    @BeforeAll
    static void start() {
        system = ActorSystem.create("built-in");
    }

    @AfterAll
    static void stop() {
        TestKit.shutdownActorSystem(system);
    }

    @Test
    @DisplayName("uses a tool, then answers from its result")
    void usesATool() {
        var talk = conversation();
        var answer = talk.ask("read notes.txt", Map.of("Read", "1\thello"));
        assertThat(answer).contains("`notes.txt`").contains("```\n1\thello\n```");
        assertThat(talk.calls)
                .singleElement()
                .satisfies(use -> assertThat(use.id()).isEqualTo("builtin_00000001_1"));
    }

    @Test
    @DisplayName("finds a thread by words, then reads it")
    void readsAThread() {
        var talk = conversation();
        var answer = talk.ask(
                "open the thread about holidays",
                Map.of(
                        "list_threads", "[{\"id\":\"thread_00000000000000000000000002\",\"title\":\"Holidays\"}]",
                        "read_thread", "[{\"role\":\"user\",\"content\":\"Norway | or Sweden?\"}]"));
        assertThat(talk.calls).extracting("name").containsExactly("list_threads", "read_thread");
        assertThat(talk.calls.getLast().input().path("thread_id").asText())
                .isEqualTo("thread_00000000000000000000000002");
        assertThat(answer).contains("**user**: Norway | or Sweden?");
    }

    @Test
    @DisplayName("shows only what is from yesterday when asked for yesterday")
    void knowsYesterday() {
        var answer = conversation().ask("what did we talk about yesterday?", Map.of("list_threads", """
            {"threads":[{"id":"thr_1","title":"Old","updated_at":"2026-11-01T10:00:00Z"},
            {"id":"thr_2","title":"Taxes","updated_at":"2026-11-19T10:00:00Z"}]}\
            """));
        assertThat(answer).contains("Taxes").contains("yesterday").doesNotContain("Old");
    }

    @Test
    @DisplayName("says what was denied, and which tool is not at hand")
    void saysWhatWasDenied() {
        assertThat(conversation().ask("run `rm x`", Map.of()))
                .contains("`Bash` did not go through")
                .contains("denied");
        var readOnly = new Conversation(system, List.of(Conversation.tool("Read", "path")), null);
        assertThat(readOnly.ask("create a file a.txt with b", Map.of()))
                .contains("`Write`")
                .contains("act mode");
        assertThat(readOnly.calls).isEmpty();
    }

    @Test
    @DisplayName("marks that it stands in for a model, and why")
    void marksThatItStandsIn() {
        var talk = new Conversation(system, List.of(), "The key ANTHROPIC_API_KEY is missing.");
        assertThat(talk.ask("hello", Map.of()))
                .startsWith("> The built-in agent")
                .contains("ANTHROPIC_API_KEY is missing");
    }

    @Test
    @DisplayName("bounds what it shows of a long result")
    void boundsWhatItShows() {
        var answer = conversation().ask("read big.txt", Map.of("Read", "x".repeat(500_000)));
        assertThat(answer.length()).isLessThan(10_000);
        assertThat(answer).contains("more characters");
    }

    @Test
    @DisplayName("answers in deltas of a word each")
    void answersInWords() {
        var talk = conversation();
        talk.messages.add(new ModelMessage.FromUser("say one two  three", List.of()));
        assertThat(talk.call()).isInstanceOf(ModelEvent.Completed.class);
    }

    @Test
    @Timeout(60)
    @DisplayName("answers whatever it is told, whatever tools answer")
    void answersAnything() {
        var random = RandomGenerator.of("L64X128MixRandom");
        var words = List.of(
                "create",
                "file",
                "with",
                "in",
                "run",
                "find",
                "*",
                "\"",
                "`",
                "notes.txt",
                "thread",
                "about",
                "what",
                "did",
                "we",
                "how",
                "much",
                "the",
                "please",
                "\n",
                "{",
                "[",
                "\u0000",
                "😀",
                "every",
                "search",
                "for",
                "/");
        var outputs =
                List.of("", "{", "[]", "{}", "[1,null]", "[[{}]]", "null", "{\"a\":[{\"b\":{\"c\":[]}}]}", "\ud800");
        for (var round = 0; round < 1500; round++) {
            var question = new StringBuilder();
            for (var i = random.nextInt(9); i >= 0; i--)
                question.append(words.get(random.nextInt(words.size()))).append(random.nextInt(5) == 0 ? "" : " ");
            var output = outputs.get(random.nextInt(outputs.size()));
            var all = Conversation.allTools().stream()
                    .collect(java.util.stream.Collectors.toMap(t -> t.name(), t -> output));
            assertThat(conversation().ask(question.toString(), all))
                    .as("answer to %s", question)
                    .isNotBlank();
        }
    }

    @Test
    @DisplayName("needs no more than a moment for a hostile wall of text")
    void copesWithWalls() {
        for (var wall :
                List.of("a ".repeat(200_000), "find ".repeat(50_000), "\"".repeat(100_000), " in ".repeat(60_000))) {
            org.junit.jupiter.api.Assertions.assertTimeout(
                    Duration.ofSeconds(5),
                    () -> assertThat(conversation().ask(wall, Map.of())).isNotBlank());
        }
    }

    private static Conversation conversation() {
        return new Conversation(system, Conversation.allTools(), null);
    }
}
