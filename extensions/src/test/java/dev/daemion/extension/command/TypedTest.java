package dev.daemion.extension.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What is typed")
class TypedTest {
    @Test
    @DisplayName("may be as long as a message may be, in every part of it")
    void longText() {
        var word = "a-".repeat(100_000) + "a";
        assertThat(Typed.of("/" + word)).isInstanceOf(Typed.Said.class);
        assertThat(Typed.of("!" + word)).isInstanceOfSatisfying(Typed.Prefixed.class, typed -> {
            assertThat(typed.name()).isEmpty();
            assertThat(typed.line()).isEqualTo(word);
        });
        var quoted = "x\\\"".repeat(100_000);
        assertThat(Arguments.of(List.of("one", "two"))
                        .bind("\"" + quoted + "\" rest")
                        .values())
                .containsEntry("two", "rest");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "hello",
                "/",
                "/etc/hosts says what?",
                "/.config",
                "# A heading",
                "## Another",
                "! careful",
                "@ noon",
                "a /help in the middle",
                "/héllo",
                "/a--b",
                "/-x"
            })
    @DisplayName("stays text when it only looks like a command")
    void text(String content) {
        assertThat(Typed.of(content)).isEqualTo(new Typed.Said(content));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/deploy prod now|/|deploy|prod now",
                "  /Deploy  |/|deploy|''",
                "@pulse how am I?|@|pulse|how am I?",
                "!ls -la|!|ls|-la",
                "!./run.sh|!|''|''",
                "#milk and bread|#|milk|and bread",
                "#Größe|#|''|''"
            })
    @DisplayName("is taken apart by its first character")
    void prefixed(String content, char prefix, String name, String rest) {
        assertThat(Typed.of(content))
                .isEqualTo(
                        new Typed.Prefixed(prefix, name, rest, content.strip().substring(1)));
    }

    @Test
    @DisplayName("is text when the prefix is doubled, without one of the two")
    void doubled() {
        assertThat(Typed.of("//help")).isEqualTo(new Typed.Said("/help"));
        assertThat(Typed.of("@@pulse")).isEqualTo(new Typed.Said("@pulse"));
        assertThat(Typed.of("!!")).isEqualTo(new Typed.Said("!"));
    }

    @Test
    @DisplayName("keeps a name apart from the line breaks after it")
    void lines() {
        assertThat(Typed.of("/note\nfirst\nsecond"))
                .isEqualTo(new Typed.Prefixed('/', "note", "first\nsecond", "note\nfirst\nsecond"));
    }

    @Nested
    @DisplayName("after a command's name")
    class Bound {
        private Arguments.Bound bind(List<String> declared, String rest) {
            return Arguments.of(declared).bind(rest);
        }

        @Test
        @DisplayName("goes to the arguments in order, the last one takes the rest")
        void inOrder() {
            assertThat(bind(List.of("env", "note?"), "prod after lunch, please").values())
                    .isEqualTo(Map.of("env", "prod", "note", "after lunch, please"));
            assertThat(bind(List.of("text"), "all of \"this\" here").values())
                    .isEqualTo(Map.of("text", "all of \"this\" here"));
        }

        @Test
        @DisplayName("is held together by quotes and given by name")
        void quotedAndNamed() {
            assertThat(bind(List.of("a", "b", "c?"), "\"one two\" b=3 last words")
                            .values())
                    .isEqualTo(Map.of("a", "one two", "b", "3", "c", "last words"));
            assertThat(bind(List.of("url"), "https://example.org/?a=b").values())
                    .isEqualTo(Map.of("url", "https://example.org/?a=b"));
            assertThat(bind(List.of("a"), "x=1 y").values()).isEqualTo(Map.of("a", "x=1 y"));
        }

        @Test
        @DisplayName("takes the default or nothing where it may, and says what is missing where it may not")
        void missing() {
            var bound = bind(List.of("env", "branch=main", "note?"), "");
            assertThat(bound.missing()).containsExactly("env");
            assertThat(bind(List.of("env", "branch=main", "note?"), "prod").values())
                    .isEqualTo(Map.of("env", "prod", "branch", "main", "note", ""));
            assertThat(Arguments.of(List.of("env", "branch=main", "note?")).usage())
                    .isEqualTo("<env> [branch=main] [note]");
        }

        @Test
        @DisplayName("is data whatever it holds")
        void data() {
            assertThat(bind(List.of("a"), "{{now}} {{#x}}$(rm -rf ~){{/x}}").values())
                    .isEqualTo(Map.of("a", "{{now}} {{#x}}$(rm -rf ~){{/x}}"));
        }
    }
}
