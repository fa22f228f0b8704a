package dev.daemion.extension.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.canonical.CanonicalJson;
import dev.daemion.extension.check.Inspection;
import dev.daemion.extension.manifest.Bundle;
import dev.daemion.extension.manifest.DocumentReader;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.Pointers;
import dev.daemion.extension.manifest.Reading;
import dev.daemion.extension.reference.References;
import dev.daemion.extension.schema.Schemas;
import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.wire.Json;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Any bytes at all, read as an extension")
class DocumentFuzzTest {
    private static final Inspection INSPECTION = new Inspection(new Schemas());
    private static final int DETAIL_LENGTH_MAX = 2_000;

    @FuzzTest(maxDuration = "3m")
    @DisplayName("are a value that can be stored, read back, handed on and pointed into, or refused with a sentence")
    void document(byte[] bytes) throws Exception {
        switch (DocumentReader.read(bytes)) {
            case Reading.Refused<JsonNode>(var findings) -> checkSaid(findings);
            case Reading.Read<JsonNode>(var value) -> {
                var canonical = CanonicalJson.of(value);
                var stored = Json.stored().readTree(Json.store(value));
                assertThat(CanonicalJson.of(stored)).isEqualTo(canonical);
                if (value.isObject()) {
                    assertThat(Bundle.read(Bundle.write(List.of(value))))
                            .singleElement()
                            .satisfies(again -> {
                                if (again instanceof Reading.Read<JsonNode>(var copy)) {
                                    assertThat(CanonicalJson.of(copy)).isEqualTo(canonical);
                                }
                            });
                    value.properties()
                            .forEach(member -> assertThat(value.at(Pointers.member("", member.getKey())))
                                    .isSameAs(member.getValue()));
                }
            }
        }
    }

    @FuzzTest(maxDuration = "3m")
    @DisplayName("are a manifest without findings, or findings that point into it and say something")
    void manifest(byte[] bytes) {
        if (!(DocumentReader.read(bytes) instanceof Reading.Read<JsonNode>(var document))) {
            return;
        }
        switch (INSPECTION.inspect(document, Set.of())) {
            case Reading.Refused<Manifest>(var findings) -> checkSaid(findings);
            case Reading.Read<Manifest>(var manifest) -> {
                assertThat(INSPECTION.inspect(manifest)).isEmpty();
                References.of(manifest).forEach(reference -> JsonPointer.compile(reference.pointer()));
            }
        }
    }

    private static void checkSaid(List<Finding> findings) {
        assertThat(findings).isNotEmpty().hasSizeLessThanOrEqualTo(100).allSatisfy(finding -> {
            JsonPointer.compile(finding.pointer());
            assertThat(finding.detail()).isNotBlank().doesNotContain("Exception", "com.fasterxml", "org.snakeyaml");
            assertThat(finding.detail().length()).isLessThan(DETAIL_LENGTH_MAX);
        });
    }
}
