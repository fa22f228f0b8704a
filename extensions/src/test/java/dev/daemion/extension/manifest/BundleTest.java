package dev.daemion.extension.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.canonical.CanonicalJson;
import dev.daemion.extension.seed.SeedFiles;
import dev.daemion.kernel.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A bundle")
class BundleTest {
    private static List<JsonNode> records(String text) {
        return Bundle.read(text).stream()
                .map(reading -> ((Reading.Read<JsonNode>) reading).value())
                .toList();
    }

    @Test
    @DisplayName("reads back to the same values, for every seed there is")
    void roundTrip() {
        var seeds = new ArrayList<JsonNode>();
        for (var seed : SeedFiles.packed().read()) {
            seeds.add(((Reading.Read<JsonNode>) DocumentReader.read(seed.text())).value());
        }
        assertThat(seeds).hasSizeGreaterThan(50);

        var again = records(Bundle.write(seeds));

        assertThat(again.stream().map(CanonicalJson::of))
                .containsExactlyElementsOf(seeds.stream().map(CanonicalJson::of).toList());
    }

    @Test
    @DisplayName("keeps what looks like something else: no, on, 0o14, 1e3, ---, and lines of their own")
    void lookalikes() throws JsonProcessingException {
        var record = Json.stored().readTree("""
            {"a":"no","b":"on","c":"0o14","d":"1e3","e":"---","f":"x\\n---\\ny\\n","g":"~","h":"# no comment","i":" lead","j":1.50,"k":true,"l":null,"m":""}\
            """);

        assertThat(CanonicalJson.of(records(Bundle.write(List.of(record))).getFirst()))
                .isEqualTo(CanonicalJson.of(record));
    }

    @Test
    @DisplayName("has bounds, and each document is read as carefully as one that comes alone")
    void bounds() {
        assertThat(Bundle.read("")).singleElement().isInstanceOf(Reading.Refused.class);
        assertThat(Bundle.read("---\na: 1\n---\n".repeat(Bundle.COUNT_MAX + 1)))
                .singleElement()
                .isInstanceOf(Reading.Refused.class);
        assertThat(Bundle.read("x".repeat(Bundle.LENGTH_MAX + 1)))
                .singleElement()
                .isInstanceOf(Reading.Refused.class);
        assertThat(Bundle.read("a: 1\n---\nb: !!java.net.URL x\n---\n# only a comment\n---\nc: &x [*x]"))
                .hasSize(3)
                .extracting(reading -> reading instanceof Reading.Read)
                .containsExactly(true, false, false);
    }
}
