package dev.daemion.extension.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.manifest.DocumentReader;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.Reading;
import dev.daemion.extension.schema.Schemas;
import dev.daemion.extension.seed.Seed;
import dev.daemion.extension.seed.SeedFile;
import dev.daemion.extension.seed.SeedFiles;
import dev.daemion.extension.seed.SeedReader;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.problem.Finding;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The inspection")
class InspectionTest {
    private static final Inspection INSPECTION = new Inspection(new Schemas());
    static final String EXPECT = "# expect: ";

    static Stream<SeedFile> fixtures() throws URISyntaxException {
        var root = Objects.requireNonNull(InspectionTest.class.getResource("/fixtures"));
        return SeedFiles.directory(Path.of(root.toURI())).read().stream();
    }

    static Stream<SeedFile> seeds() {
        return SeedFiles.packed().read().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fixtures")
    @DisplayName("accepts every valid fixture and names in every invalid one what its comments expect")
    void fixture(SeedFile file) {
        var findings = inspect(file.text());
        var expected =
                file.text().lines().filter(line -> line.startsWith(EXPECT)).toList();

        if (file.stem().startsWith("valid-")) {
            assertThat(expected).isEmpty();
            assertThat(findings).isEmpty();
        } else {
            assertThat(expected).isNotEmpty();
            for (var line : expected) {
                var parts = line.substring(EXPECT.length()).split(" \\| ", 2);
                assertThat(findings).as(line).anySatisfy(finding -> {
                    assertThat(finding.pointer()).isEqualTo(parts[0]);
                    assertThat(finding.detail()).contains(parts[1]);
                });
            }
            assertThat(findings).as("nothing beside what is expected").hasSize(expected.size());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("seeds")
    @DisplayName("finds nothing wrong with any seed")
    void seed(SeedFile file) {
        switch (new SeedReader().read(file)) {
            case Reading.Refused<Seed>(var findings) -> throw new AssertionError(findings);
            case Reading.Read<Seed>(var seed) ->
                assertThat(INSPECTION.inspect(seed.manifest())).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(ExtensionType.class)
    @DisplayName("has a schema for every type that describes every property and admits no others")
    void described(ExtensionType type) {
        var schema = INSPECTION.schemas().definition(type);

        assertThat(schema.path("$schema").asText()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        checkDescribed(schema, type.wire());
    }

    @ParameterizedTest
    @EnumSource(ExtensionType.class)
    @DisplayName("has at least one valid and one invalid fixture for every type")
    void covered(ExtensionType type) throws URISyntaxException {
        var stems = fixtures()
                .filter(file -> file.folder().equals(type.wire()))
                .map(SeedFile::stem)
                .toList();

        assertThat(stems).anyMatch(stem -> stem.startsWith("valid-")).anyMatch(stem -> stem.startsWith("invalid-"));
    }

    @Test
    @DisplayName("takes at most 2 ms for one record once warm")
    void quick() {
        var seeds = seeds().map(file -> new SeedReader().read(file))
                .map(reading -> ((Reading.Read<Seed>) reading).value().manifest())
                .toList();
        for (int i = 0; i < 20; i++) {
            seeds.forEach(INSPECTION::inspect);
        }
        var nanos = new long[20 * seeds.size()];
        int next = 0;
        for (int i = 0; i < 20; i++) {
            for (Manifest manifest : seeds) {
                long start = System.nanoTime();
                assertThat(INSPECTION.inspect(manifest)).isEmpty();
                nanos[next++] = System.nanoTime() - start;
            }
        }
        Arrays.sort(nanos);
        assertThat(nanos[nanos.length / 2]).isLessThan(2_000_000);
    }

    @Test
    @DisplayName("takes a text of any length in any place, without a deep stack")
    void longText() {
        var word = "a-".repeat(100_000) + "a";
        assertThat(inspect("type: command\nname: x\ndescription: X.\ndefinition: { prefix: /, handler: x, agent: "
                        + word + " }\n"))
                .extracting(Finding::detail)
                .anyMatch(detail -> detail.contains("at most 64 characters"))
                .allMatch(detail -> detail.length() < 500);
        assertThat(inspect("type: job\nname: x\ndescription: X.\ndefinition: { prompt: x, trigger: { type: message,"
                        + " pattern: '" + "(a".repeat(100_000) + "' } }\n"))
                .extracting(Finding::pointer)
                .contains("/definition/trigger/pattern");
    }

    @Test
    @DisplayName("accepts every example of the page about integrations")
    void pageOfIntegrations() throws IOException {
        var page = Files.readString(Path.of("../docs/reference/integrations.md"));
        var examples = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .toList();
        assertThat(examples).hasSize(2);
        for (var example : examples) {
            assertThat(inspect(example.group(1))).as(example.group(1)).isEmpty();
        }
    }

    private static List<Finding> inspect(String text) {
        return switch (DocumentReader.read(text)) {
            case Reading.Refused<JsonNode>(var findings) -> findings;
            case Reading.Read<JsonNode>(var document) ->
                switch (INSPECTION.inspect(document, Set.of())) {
                    case Reading.Refused<Manifest>(var findings) -> findings;
                    case Reading.Read<Manifest> _ -> List.of();
                };
        };
    }

    private static void checkDescribed(JsonNode schema, String place) {
        if (schema.has("properties")) {
            assertThat(schema.path("additionalProperties").isBoolean()
                            && !schema.path("additionalProperties").booleanValue())
                    .as(place + " admits no other properties")
                    .isTrue();
        }
        for (var property : schema.path("properties").properties()) {
            var where = place + "." + property.getKey();
            assertThat(property.getValue().path("description").asText())
                    .as(where)
                    .isNotBlank();
            checkDescribed(property.getValue(), where);
        }
        for (var definition : schema.path("$defs").properties()) {
            checkDescribed(definition.getValue(), place + "/" + definition.getKey());
        }
        for (var inner : List.of("items", "additionalProperties")) {
            if (schema.path(inner).isObject()) {
                checkDescribed(schema.path(inner), place + "." + inner);
            }
        }
    }
}
