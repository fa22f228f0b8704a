package dev.daemion.extension.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.ManifestReader;
import dev.daemion.extension.manifest.Reading;
import dev.daemion.extension.schema.Schemas;
import dev.daemion.kernel.problem.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The one inspection that every extension passes before it is stored, whoever wrote it: the record, the schema of its
 * type, its permissions, and every {@link Check}. All findings at once. Thread-safe; the first use of a type compiles
 * its schema, later ones take well under 2 ms.
 */
public final class Inspection {
    private static final int FINDINGS_MAX = 100;
    static final List<Check> CHECKS = List.of(
            new ThemeContrastCheck(),
            new TemplateCheck(),
            new EitherOrCheck(),
            new CommandArgsCheck(),
            new TriggerCheck(),
            new JobCheck(),
            new ControlCheck(),
            new PatternCheck(),
            new PathCheck(),
            new SecretCheck(),
            new EndpointCheck());

    private final Schemas schemas;

    public Inspection(Schemas schemas) {
        this.schemas = schemas;
    }

    public Schemas schemas() {
        return schemas;
    }

    /**
     * Reads a record and inspects it.
     *
     * @param furtherKeys members of the record that the caller reads itself
     */
    public Reading<Manifest> inspect(JsonNode document, Set<String> furtherKeys) {
        return switch (new ManifestReader(furtherKeys).read(document)) {
            case Reading.Refused<Manifest>(var findings) -> new Reading.Refused<>(more(document, findings));
            case Reading.Read<Manifest>(var manifest) -> {
                var findings = inspect(manifest);
                yield findings.isEmpty() ? new Reading.Read<>(manifest) : new Reading.Refused<>(findings);
            }
        };
    }

    /** Everything wrong with a manifest; empty when it may be stored. */
    public List<Finding> inspect(Manifest manifest) {
        var findings = new ArrayList<>(schemas.checkDefinition(manifest.type(), manifest.definition(), "/definition"));
        var permissions = manifest.permissions();
        if (permissions != null) {
            findings.addAll(schemas.checkPermissions(permissions, "/permissions"));
        }
        for (var check : CHECKS) {
            check.check(manifest, findings::add);
        }
        return findings.size() <= FINDINGS_MAX ? List.copyOf(findings) : List.copyOf(findings.subList(0, FINDINGS_MAX));
    }

    /** A record that is wrong around its definition is still looked at inside, so that nothing comes to light later. */
    private List<Finding> more(JsonNode document, List<Finding> findings) {
        var type = ManifestReader.type(document.path("type").asText());
        if (type.isEmpty() || !document.path("definition").isObject()) {
            return findings;
        }
        var all = new ArrayList<>(findings);
        var permissions = document.path("permissions");
        all.addAll(inspect(new Manifest(
                type.get(),
                document.path("name").asText(),
                "",
                document.path("definition"),
                permissions.isObject() ? permissions : null,
                null)));
        return all.size() <= FINDINGS_MAX ? all : all.subList(0, FINDINGS_MAX);
    }
}
