package dev.daemion.extension.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.manifest.DocumentReader;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.ManifestReader;
import dev.daemion.extension.manifest.Reading;
import dev.daemion.extension.schema.Schemas;
import dev.daemion.extension.seed.SeedFile;
import dev.daemion.extension.seed.SeedFiles;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.problem.Finding;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The invalid fixtures")
class FixtureCoverageTest {
    private static final Schemas SCHEMAS = new Schemas();

    /** What a fixture expects, and the schema its type and kind have. */
    private record Expectation(JsonNode schema, List<String> pointers) {}

    static List<Check> checks() {
        return Inspection.CHECKS;
    }

    @ParameterizedTest
    @EnumSource(ExtensionType.class)
    @DisplayName("break every key of every schema at least once")
    void everyKey(ExtensionType type) throws URISyntaxException {
        Set<JsonNode> broken = Collections.newSetFromMap(new IdentityHashMap<>());
        for (var expectation : expectations("/definition/", type)) {
            for (var pointer : expectation.pointers()) {
                walk(expectation.schema(), steps(pointer, "/definition/"), broken);
            }
        }
        var missed = new ArrayList<String>();
        collect(SCHEMAS.definition(type), type.wire(), broken, missed);
        assertThat(missed).isEmpty();
    }

    @Test
    @DisplayName("break every key of the permissions at least once")
    void everyPermission() throws URISyntaxException {
        Set<JsonNode> broken = Collections.newSetFromMap(new IdentityHashMap<>());
        for (var type : ExtensionType.values()) {
            for (var expectation : expectations("/permissions/", type)) {
                for (var pointer : expectation.pointers()) {
                    walk(SCHEMAS.permissions(), steps(pointer, "/permissions/"), broken);
                }
            }
        }
        var missed = new ArrayList<String>();
        collect(SCHEMAS.permissions(), "permissions", broken, missed);
        assertThat(missed).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("checks")
    @DisplayName("make every check find something, and the valid ones none")
    void everyCheck(Check check) throws URISyntaxException {
        var found = new ArrayList<Finding>();
        InspectionTest.fixtures().forEach(file -> {
            if (read(file.text()) instanceof Reading.Read<Manifest>(var manifest)) {
                var here = new ArrayList<Finding>();
                check.check(manifest, here::add);
                if (file.stem().startsWith("valid-")) {
                    assertThat(here).as(file.path()).isEmpty();
                }
                found.addAll(here);
            }
        });
        assertThat(found).as(check.getClass().getSimpleName()).isNotEmpty();
    }

    private static Reading<Manifest> read(String text) {
        return switch (DocumentReader.read(text)) {
            case Reading.Refused<JsonNode>(var findings) -> new Reading.Refused<>(findings);
            case Reading.Read<JsonNode>(var document) -> new ManifestReader(Set.of()).read(document);
        };
    }

    private static List<Expectation> expectations(String below, ExtensionType type) throws URISyntaxException {
        var root = Objects.requireNonNull(FixtureCoverageTest.class.getResource("/fixtures"));
        Stream<SeedFile> files = SeedFiles.directory(Path.of(root.toURI())).read().stream();
        return files.filter(
                        file -> file.folder().equals(type.wire()) && file.stem().startsWith("invalid-"))
                .map(file -> new Expectation(
                        schema(type, file),
                        file.text()
                                .lines()
                                .filter(line -> line.startsWith(InspectionTest.EXPECT + below))
                                .map(line -> line.substring(InspectionTest.EXPECT.length())
                                        .split(" \\| ", 2)[0])
                                .toList()))
                .toList();
    }

    /** A definition that comes in kinds has the schema of its kind. */
    private static JsonNode schema(ExtensionType type, SeedFile file) {
        var schema = SCHEMAS.definition(type);
        if (!(DocumentReader.read(file.text()) instanceof Reading.Read<JsonNode>(var document))) {
            return schema;
        }
        var kind = document.path("definition").path("kind").asText();
        return schema.has("oneOf") ? schema.path("$defs").path(kind) : schema;
    }

    private static List<String> steps(String pointer, String below) {
        return Arrays.asList(pointer.substring(below.length()).split("/"));
    }

    /** Marks the schema at which a pointer ends. */
    private static void walk(JsonNode schema, List<String> steps, Set<JsonNode> broken) {
        if (steps.isEmpty()) {
            broken.add(schema);
            return;
        }
        var rest = steps.subList(1, steps.size());
        if (schema.path("properties").has(steps.getFirst())) {
            walk(schema.path("properties").path(steps.getFirst()), rest, broken);
        } else if (schema.path("additionalProperties").isObject()) {
            walk(schema.path("additionalProperties"), rest, broken);
        } else if (schema.has("items")) {
            walk(schema.path("items"), rest, broken);
        }
        schema.path("oneOf").forEach(branch -> {
            if (branch.has("properties") || branch.has("items")) {
                walk(branch, steps, broken);
            }
        });
    }

    private static void collect(JsonNode schema, String place, Set<JsonNode> broken, List<String> missed) {
        for (var property : schema.path("properties").properties()) {
            var value = property.getValue();
            var where = place + "." + property.getKey();
            boolean isConstrained = !value.has("const"); // a kind that is another is another definition altogether
            if (isConstrained && !broken.contains(value)) {
                missed.add(where);
            }
            collect(value, where, broken, missed);
        }
        for (var inner : List.of("items", "additionalProperties")) {
            if (schema.path(inner).isObject()) {
                if (!broken.contains(schema.path(inner))) {
                    missed.add(place + "[]");
                }
                collect(schema.path(inner), place + "[]", broken, missed);
            }
        }
        for (var definition : schema.path("$defs").properties()) {
            collect(definition.getValue(), place + "/" + definition.getKey(), broken, missed);
        }
        for (var branch : schema.path("oneOf")) {
            collect(branch, place, broken, missed);
        }
    }
}
