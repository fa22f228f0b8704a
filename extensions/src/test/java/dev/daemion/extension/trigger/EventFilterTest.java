package dev.daemion.extension.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.extension.trigger.EventFilter.Verdict;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A filter over events")
class EventFilterTest {
    private static final JsonNode EVENT = json("""
        {"type": "run.failed", "job": "nightly-backup", "cost": 2, "share": 0.75, "ok": false, "note": null,
         "at": "2026-11-29T09:00:00Z", "tags": ["home", "disk"], "run": {"attempt": 3, "error": "disk full"},
         "large": 12345678901234567890}
        """);

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static EventFilter compiled(String text) {
        try {
            return EventFilter.compile(text);
        } catch (FilterRefused e) {
            throw new AssertionError(text + " is refused: " + e.reasons(), e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "true",
                "event.type == 'run.failed'",
                "event.cost > 1",
                "event.cost > 1.5",
                "event.share < 1",
                "event.share == 0.75",
                "!event.ok",
                "event.note == null",
                "event.job.startsWith('nightly-') && event.run.attempt >= 3",
                "event.job.matches('^[a-z]+-backup$')",
                "event.job.matches('back')",
                "'disk' in event.tags",
                "event.tags.exists(tag, tag == 'home')",
                "size(event.tags) == 2",
                "has(event.run) && !has(event.nothing)",
                "has(event.nothing) && event.nothing == 1 || event.cost == 2",
                "timestamp(event.at) > timestamp('2026-01-01T00:00:00Z')",
                "event['type'] == 'run.failed'",
                "event.large > 1e19",
                "event.run.error.contains('full')",
                "event.tags.map(tag, tag + '!') == ['home!', 'disk!']"
            })
    @DisplayName("matches")
    void matches(String text) {
        assertThat(compiled(text).test(EVENT, Map.of())).isEqualTo(new Verdict.Matches());
        assertThat(compiled("!(" + text + ")").test(EVENT, Map.of())).isEqualTo(new Verdict.Differs());
    }

    @Test
    @DisplayName("sees which flags are on; one that does not exist is off, and it is known which it names")
    void flags() {
        var known = Map.of("away", true, "quiet-day", false);
        for (var text : new String[] {
            "flags.away", "!flags.absent", "flags['away'] && !flags['quiet-day']", "flags[event.ok ? 'other' : 'away']"
        }) {
            assertThat(compiled(text).test(EVENT, known)).as(text).isEqualTo(new Verdict.Matches());
        }
        assertThat(compiled("flags.away").test(EVENT, Map.of())).isEqualTo(new Verdict.Differs());
        assertThat(compiled("flags['none' + event.job]").test(EVENT, known)).isInstanceOf(Verdict.Failed.class);
        assertThat(compiled("flags.away || flags['quiet-day'] || event.ok").flags())
                .containsExactlyInAnyOrder("away", "quiet-day");
        assertThat(compiled("event.flags.away || event.ok").flags()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        event.nothing == 1            | key 'nothing' is not present in map. Ask first whether it is there: has(event.name)
        event.job > 1                 | No matching overload
        event.job                     | came to nightly-backup, which is neither true nor false
        event.cost / 0 > 1            | by zero
        event.tags[7] == 'x'          | out of bounds
        timestamp(event.job) > timestamp(event.at) | parse
        """)
    @DisplayName("has no answer where the event is not what it expects, and says so instead of failing")
    void fails(String text, String detail) {
        assertThat(compiled(text).test(EVENT, Map.of()))
                .isInstanceOfSatisfying(
                        Verdict.Failed.class,
                        failed -> assertThat(failed.detail()).contains(detail).doesNotContain("<input>"));
    }

    @Nested
    @DisplayName("is refused")
    class Refused {
        @ParameterizedTest(name = "{0}")
        @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            evnt.type == 'x'                         | line 1, column 1: undeclared reference to 'evnt'
            event.type = 'x'                         | line 1, column 12: token recognition error
            1 +                                      | line 1, column 4: mismatched input
            event.type == 'x' &&                     | line 1, column
            size(event.tags)                         | expected type 'bool' but found 'int'
            'text'                                   | expected type 'bool' but found 'string'
            nothing(event)                           | undeclared reference to 'nothing'
            [1, 2].exists(n, n)                      | found no matching overload
            event.job.matches(event.pattern)         | written out
            event.job.matches('(')                   | no regular expression (RE2): missing closing )
            event.job.matches('(a{1,1000}){1,1000}') | multiply to more than 1000
            event.job.matches('a{99999999999999}')   | multiply to more than 1000
            matches(event.job, '[')                  | no regular expression
            """)
        @DisplayName("with the place and the reason when it is no boolean expression")
        void reasons(String text, String reason) {
            assertThatExceptionOfType(FilterRefused.class)
                    .isThrownBy(() -> EventFilter.compile(text))
                    .satisfies(refusal -> assertThat(refusal.reasons())
                            .anySatisfy(said -> assertThat(said).contains(reason)));
        }

        static Stream<Arguments> large() {
            return Stream.of(
                    Arguments.of("more than 2000 characters", "event.type == '" + "x".repeat(2000) + "'"),
                    Arguments.of("nested parentheses", "(".repeat(300) + "true" + ")".repeat(300)),
                    Arguments.of("nested lists", "[".repeat(300) + "]".repeat(300) + " == []"),
                    Arguments.of("a chain of members", "event" + ".a".repeat(800) + " == 1"),
                    Arguments.of("a chain of alternatives", "true" + "||true".repeat(320)),
                    Arguments.of("a chain of sums", "1" + "+1".repeat(900) + " > 0"),
                    Arguments.of("a chain of conditions", "true?".repeat(200) + "true" + ":true".repeat(200)),
                    Arguments.of("a long pattern", "event.job.matches('" + "a".repeat(201) + "')"));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource
        @DisplayName("when it is larger than anybody needs")
        void large(String what, String text) {
            assertThat(what).isNotBlank();
            assertThatExceptionOfType(FilterRefused.class)
                    .isThrownBy(() -> EventFilter.compile(text))
                    .satisfies(refusal -> assertThat(refusal.reasons())
                            .hasSizeBetween(1, 5)
                            .allSatisfy(reason -> assertThat(reason.length()).isLessThan(400)));
        }
    }

    @Nested
    @DisplayName("stays within its budget")
    class Budget {
        private static ObjectNode numbers(int count) {
            var event = JsonNodeFactory.instance.objectNode();
            var list = event.putArray("list");
            for (int i = 0; i < count; i++) {
                list.add(i);
            }
            return event;
        }

        @Test
        @Timeout(20)
        @DisplayName("in loops within loops")
        void loops() {
            var filter = compiled("event.list.all(a, event.list.all(b, event.list.all(c, event.list.all(d, true))))");

            assertThat(filter.test(numbers(500), Map.of()))
                    .isEqualTo(new Verdict.Failed("The expression takes more than 20000 steps for this event."));
            assertThat(filter.test(numbers(3), Map.of())).isEqualTo(new Verdict.Matches());
        }

        @Test
        @Timeout(20)
        @DisplayName("even where an alternative swallows what ended it")
        void swallowed() {
            var filter = compiled("event.list.all(a, event.list.all(b, a * b >= 0)) || true");

            assertThat(filter.test(numbers(1000), Map.of())).isInstanceOf(Verdict.Failed.class);
        }

        @Test
        @Timeout(20)
        @DisplayName("when lists and texts are made larger and larger")
        void growing() {
            var event = numbers(100);
            event.put("text", "x".repeat(60_000));
            var texts = compiled("event.list.map(a, event.text + event.text + event.text).size() > 0");
            var lists = compiled("event.list.map(a, event.list + event.list + event.list + event.list).size() > 0");

            assertThat(texts.test(event, Map.of())).isInstanceOf(Verdict.Failed.class);
            assertThat(lists.test(numbers(5000), Map.of())).isInstanceOf(Verdict.Failed.class);
        }

        @Test
        @Timeout(20)
        @DisplayName("with a regular expression that others never come back from")
        void regularExpressions() {
            var event = JsonNodeFactory.instance.objectNode().put("text", "a".repeat(60_000));

            assertThat(compiled("event.text.matches('^(a+)+$')").test(event, Map.of()))
                    .isEqualTo(new Verdict.Matches());
            assertThat(compiled("event.text.matches('^(a|aa)+b$')").test(event, Map.of()))
                    .isEqualTo(new Verdict.Differs());
        }

        @Test
        @DisplayName("and is not asked about an event that is too large or too deep")
        void largeEvents() {
            var filter = compiled("true");
            var event = JsonNodeFactory.instance.objectNode().put("text", "x".repeat(70_000));
            var deep = json("{\"a\":".repeat(40) + "1" + "}".repeat(40));

            assertThat(filter.test(event, Map.of())).isInstanceOf(Verdict.Failed.class);
            assertThat(filter.test(deep, Map.of())).isInstanceOf(Verdict.Failed.class);
            assertThat(filter.test(json("[1, 2]"), Map.of())).isEqualTo(new Verdict.Matches());
        }
    }

    @Test
    @DisplayName("is evaluated often and by several threads")
    void repeated() {
        var filter = compiled("event.tags.exists(tag, tag == 'home')");
        var other = json("{\"tags\": [\"work\"]}");

        assertThat(Stream.iterate(0, i -> i + 1)
                        .limit(2000)
                        .parallel()
                        .allMatch(i -> filter.test(i % 2 == 0 ? EVENT : other, Map.of())
                                .equals(i % 2 == 0 ? new Verdict.Matches() : new Verdict.Differs())))
                .isTrue();
    }
}
