package dev.daemion.extension.seed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.manifest.DocumentReader;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.ManifestReader;
import dev.daemion.extension.manifest.Reading;
import dev.daemion.kernel.problem.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads a seed's file; its path has to agree with what it says. Immutable. */
public final class SeedReader {
    private static final String ESSENTIAL = "essential";

    private final ManifestReader manifests = new ManifestReader(Set.of(ESSENTIAL));

    public Reading<Seed> read(SeedFile file) {
        return switch (DocumentReader.read(file.text())) {
            case Reading.Refused<JsonNode>(var findings) -> new Reading.Refused<>(findings);
            case Reading.Read<JsonNode>(var document) ->
                switch (manifests.read(document)) {
                    case Reading.Refused<Manifest>(var findings) -> new Reading.Refused<>(findings);
                    case Reading.Read<Manifest>(var manifest) -> placed(file, document, manifest);
                };
        };
    }

    private static Reading<Seed> placed(SeedFile file, JsonNode document, Manifest manifest) {
        List<Finding> findings = new ArrayList<>();
        if (!file.folder().equals(manifest.type().wire())) {
            findings.add(new Finding(
                    "/type",
                    "expected '" + file.folder() + "', the folder of " + file.path() + ", found '"
                            + manifest.type().wire() + "'"));
        }
        if (!file.stem().equals(manifest.name())) {
            findings.add(new Finding(
                    "/name",
                    "expected '" + file.stem() + "', the name of " + file.path() + ", found '" + manifest.name()
                            + "'"));
        }
        var essential = document.path(ESSENTIAL);
        if (!essential.isMissingNode() && !essential.isBoolean()) {
            findings.add(new Finding("/" + ESSENTIAL, "expected true or false"));
        }
        return findings.isEmpty()
                ? new Reading.Read<>(new Seed(manifest, file.digest(), essential.asBoolean()))
                : new Reading.Refused<>(findings);
    }
}
