package dev.daemion.extension.canonical;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.wire.Json;
import dev.daemion.kernel.wire.Sha256;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Canonical JSON")
class CanonicalJsonTest {
    @Test
    @DisplayName("sorts members by UTF-16 code units, as the example of RFC 8785 §3.2.3")
    void sorting() throws JsonProcessingException {
        var value = tree("""
            {"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh",
             "1":"One","\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}
            """);

        assertThat(CanonicalJson.of(value))
                .isEqualTo("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                        + "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
                        + "\"\ud83d\ude00\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
    }

    @Test
    @DisplayName("escapes as RFC 8785 §3.2.2.2 and no more")
    void escapes() throws JsonProcessingException {
        assertThat(CanonicalJson.of(tree("\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"")))
                .isEqualTo("\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "1, 1",
        "1.0, 1",
        "1e0, 1",
        "100, 100",
        "1e2, 100",
        "0.50, 0.5",
        "-0, 0",
        "-0.0, 0",
        "1e-3, 0.001",
        "12345678901234567890.5, 12345678901234567890.5",
        "1e100, 1e100",
        "10e99, 1e100",
        "25e-60, 25e-60"
    })
    void numbers(String written, String canonical) throws JsonProcessingException {
        assertThat(CanonicalJson.of(tree(written))).isEqualTo(canonical);
    }

    @Test
    @DisplayName("gives one hash to one value however it was written, another to any other")
    void hash() throws JsonProcessingException {
        var one = Sha256.hex(CanonicalJson.of(tree("{\"b\":[1,2],\"a\":null}")));

        assertThat(Sha256.hex(CanonicalJson.of(tree(" { \"a\" : null, \"b\" : [ 1.0, 2 ] } "))))
                .isEqualTo(one);
        assertThat(Sha256.hex(CanonicalJson.of(tree("{\"b\":[2,1],\"a\":null}"))))
                .isNotEqualTo(one);
        assertThat(Sha256.hex("")).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    private static JsonNode tree(String text) throws JsonProcessingException {
        return Json.stored().readTree(text);
    }
}
