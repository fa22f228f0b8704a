package dev.daemion.extension.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Reading untrusted text")
class DocumentReaderTest {
    @Nested
    @DisplayName("as YAML 1.2")
    class Yaml {
        @ParameterizedTest(name = "{0} is {1}")
        @CsvSource(
                delimiter = '|',
                value = {
                    "no|\"no\"",
                    "yes|\"yes\"",
                    "on|\"on\"",
                    "off|\"off\"",
                    "true|true",
                    "False|false",
                    "~|null",
                    "022|22",
                    "0o22|18",
                    "0x1F|31",
                    "12:30|\"12:30\"",
                    "1_000|\"1_000\"",
                    "1.50|1.50",
                    "1e3|1E+3",
                    ".5|0.5",
                    ".inf|\".inf\"",
                    ".nan|\".nan\"",
                    "2026-11-20|\"2026-11-20\"",
                    "-7|-7",
                    "12345678901234567890|12345678901234567890",
                    "1e99999|\"1e99999\"",
                    "+|\"+\"",
                    ".|\".\""
                })
        void scalars(String written, String json) {
            assertThat(read("a: " + written).path("a").toString()).isEqualTo(json);
        }

        @Test
        @DisplayName("keeps block texts, lists and nested objects")
        void structure() {
            assertThat(read("a: |\n  x\n  y\nb: [1, {c: d}]\n").toString())
                    .isEqualTo("{\"a\":\"x\\ny\\n\",\"b\":[1,{\"c\":\"d\"}]}");
        }

        @Test
        @DisplayName("follows an alias, and gives each use its own place")
        void alias() {
            assertThat(read("a: &x {n: 1}\nb: *x\n").toString()).isEqualTo("{\"a\":{\"n\":1},\"b\":{\"n\":1}}");
        }

        @Test
        @DisplayName("refuses a bomb of aliases before it is built")
        void bomb() {
            var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
            for (int i = 1; i < 12; i++) {
                var before = "*a" + (i - 1);
                text.append("a" + i + ": &a" + i + " [" + String.join(", ", java.util.Collections.nCopies(10, before))
                        + "]\n");
            }
            assertThat(refusal(text.toString())).contains("more than 50000 values");
        }

        @ParameterizedTest(name = "{0}")
        @ValueSource(
                strings = {
                    "a: !!java.net.URL [x]",
                    "!foo {a: b}",
                    "a: !!str 1",
                    "a: !!binary aGk=",
                    "- !local x",
                    "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://x\"]]]]"
                })
        @DisplayName("refuses every tag")
        void tags(String text) {
            assertThat(refusal(text)).contains("tags are not allowed");
        }

        @Test
        @DisplayName("names the line and the key that stands twice")
        void duplicate() {
            assertThat(DocumentReader.read("a: 1\nb:\n  c: 1\n  c: 2\n"))
                    .isInstanceOfSatisfying(
                            Reading.Refused.class,
                            refused -> assertThat(refused.findings().toString())
                                    .contains("/b/c")
                                    .contains("line 4")
                                    .contains("twice"));
        }

        @Test
        @DisplayName("allows 32 levels and refuses 33, also through an alias")
        void depth() {
            assertThat(DocumentReader.read(nested(32))).isInstanceOf(Reading.Read.class);
            assertThat(refusal(nested(33))).contains("32");
            assertThat(refusal("a: &x " + "[".repeat(20) + "]".repeat(20) + "\nb: " + "[".repeat(15) + "*x"
                            + "]".repeat(15)))
                    .contains("32");
            assertThat(refusal("a: " + "[".repeat(20_000))).isNotEmpty();
        }

        @ParameterizedTest(name = "case {index}")
        @ValueSource(
                strings = {
                    "",
                    "# only a comment",
                    "a: 1\n---\nb: 2",
                    "a: *nowhere",
                    "a: &x [*x]",
                    "a: [",
                    "a: \"\\q\"",
                    "\ta: 1",
                    "a: b: c",
                    "? [x]\n: 1",
                    "{}: {",
                    "a: \"\\0\"",
                    "a: \u0007"
                })
        @DisplayName("refuses what is not one clean document")
        void broken(String text) {
            assertThat(refusal(text)).isNotBlank();
        }

        @Test
        @DisplayName("does not merge keys: << is YAML 1.1")
        void merge() {
            assertThat(read("a: &x {n: 1}\nb:\n  <<: *x\n").path("b").has("<<")).isTrue();
        }
    }

    @Nested
    @DisplayName("as JSON")
    class Json {
        @ParameterizedTest(name = "{0}")
        @ValueSource(
                strings = {
                    "{\"a\":1,\"a\":2}",
                    "{\"a\":\"\\u0000\"}",
                    "{\"\\u0000\":1}",
                    "{\"a\":1} x",
                    "{'a':1}",
                    "{\"a\":NaN}",
                    "{\"a\":1e99999999999}",
                    "[1,]",
                    "{"
                })
        @DisplayName("refuses duplicates, NUL, what follows, and what is no JSON")
        void refused(String text) {
            assertThat(refusal(text)).isNotBlank().doesNotContain("Feature", "jackson", "REDACTED");
        }

        @Test
        @DisplayName("allows 32 levels and refuses 33")
        void depth() {
            assertThat(DocumentReader.read("[".repeat(32) + "]".repeat(32))).isInstanceOf(Reading.Read.class);
            assertThat(refusal("[".repeat(33) + "]".repeat(33))).isNotBlank();
            assertThat(refusal("[".repeat(100_000))).isNotBlank();
        }

        @Test
        @DisplayName("keeps every digit of an amount")
        void amounts() {
            assertThat(read("{\"usd\":0.10000000000000000001}")
                            .path("usd")
                            .decimalValue()
                            .toPlainString())
                    .isEqualTo("0.10000000000000000001");
        }
    }

    @Test
    @DisplayName("takes 256 KiB and refuses one byte more, counted in UTF-8")
    void size() {
        assertThat(DocumentReader.read("a: " + "x".repeat(256 * 1024 - 3))).isInstanceOf(Reading.Read.class);
        assertThat(refusal("a: " + "x".repeat(256 * 1024 - 2))).contains("262144");
        assertThat(refusal("a: " + "ä".repeat(128 * 1024))).contains("262144");
    }

    @Test
    @DisplayName("refuses bytes that are no UTF-8, and NUL anywhere")
    void bytes() {
        assertThat(DocumentReader.read(new byte[] {'a', ':', ' ', (byte) 0xC3, 0x28}))
                .isInstanceOf(Reading.Refused.class);
        assertThat(DocumentReader.read("a: x\0y".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Reading.Refused.class);
    }

    private static String nested(int depth) {
        return "[".repeat(depth - 1).isEmpty() ? "a: 1" : "a: " + "[".repeat(depth - 1) + "]".repeat(depth - 1);
    }

    private static JsonNode read(String text) {
        return switch (DocumentReader.read(text)) {
            case Reading.Read<JsonNode>(var value) -> value;
            case Reading.Refused<JsonNode>(var findings) -> throw new AssertionError(findings);
        };
    }

    private static String refusal(String text) {
        return switch (DocumentReader.read(text)) {
            case Reading.Read<JsonNode>(var value) -> throw new AssertionError("read as " + value);
            case Reading.Refused<JsonNode>(var findings) -> findings.getFirst().detail();
        };
    }
}
