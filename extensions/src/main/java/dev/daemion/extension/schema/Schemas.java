package dev.daemion.extension.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import com.networknt.schema.regex.RegularExpression;
import dev.daemion.extension.manifest.ManifestReader;
import dev.daemion.extension.manifest.NearestName;
import dev.daemion.extension.manifest.Pointers;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * JSON Schema (2020-12) per type, read and compiled when first needed. A definition that comes in kinds is checked
 * against its own kind alone, so that findings speak of what was meant. Nothing is ever fetched: schemas refer to
 * themselves only. Thread-safe.
 */
public final class Schemas {
    private static final String KIND = "kind";
    private static final int PATTERN_LENGTH_MAX = 2_000;
    private static final String PERMISSIONS = "permissions";

    private final SchemaRegistry registry;
    private final Map<String, JsonNode> sources = new ConcurrentHashMap<>();
    private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

    public Schemas() {
        var config = SchemaRegistryConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .losslessNarrowing(true)
                .regularExpressionFactory(Schemas::pattern)
                .build();
        registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(config).schemaCacheEnabled(false));
    }

    /** A long text fits no pattern there is; matching it would take a stack as deep as it is long. */
    private static RegularExpression pattern(String regex) {
        var compiled = Pattern.compile(regex);
        return value ->
                value.length() <= PATTERN_LENGTH_MAX && compiled.matcher(value).find();
    }

    /** The schema of a type's definition, as it is served to editors. Not to be changed. */
    public JsonNode definition(ExtensionType type) {
        return source(type.wire());
    }

    /** The schema of permissions, the same for every type. */
    public JsonNode permissions() {
        return source(PERMISSIONS);
    }

    /** What the schema finds in a definition; pointers begin with {@code at}. */
    public List<Finding> checkDefinition(ExtensionType type, JsonNode definition, String at) {
        var source = definition(type);
        if (!source.has("oneOf")) {
            return validate(type.wire(), source, definition, at);
        }
        var kinds = new ArrayList<String>();
        source.path("$defs").fieldNames().forEachRemaining(kinds::add);
        var kind = definition.path(KIND);
        if (!kind.isTextual() || !kinds.contains(kind.textValue())) {
            var hint = kind.isTextual() ? NearestName.hint(kind.textValue(), kinds) : "";
            return List.of(new Finding(
                    Pointers.member(at, KIND),
                    "expected one of " + String.join(", ", kinds) + "; found " + ManifestReader.kind(kind) + hint));
        }
        var name = type.wire() + "/" + kind.textValue();
        return validate(name, source.path("$defs").path(kind.textValue()), definition, at);
    }

    public List<Finding> checkPermissions(JsonNode permissions, String at) {
        return validate(PERMISSIONS, permissions(), permissions, at);
    }

    private List<Finding> validate(String name, JsonNode source, JsonNode value, String at) {
        var schema = compiled.computeIfAbsent(name, _ -> registry.getSchema(source));
        return Choices.meant(schema.validate(value)).stream()
                .map(error -> SchemaSentences.finding(error, source, at))
                .toList();
    }

    private JsonNode source(String name) {
        return sources.computeIfAbsent(name, Schemas::load);
    }

    private static JsonNode load(String name) {
        try (var resource = Schemas.class.getResourceAsStream(name + ".json")) {
            if (resource == null) {
                throw new IllegalStateException("this build has no schema of " + name);
            }
            return Json.stored().readTree(resource);
        } catch (IOException e) {
            throw new UncheckedIOException("the schema of " + name + " cannot be read", e);
        }
    }

    /** The members a schema knows at a place of it. */
    static List<String> members(JsonNode schema) {
        var names = new ArrayList<String>();
        for (Iterator<String> all = schema.path("properties").fieldNames(); all.hasNext(); ) {
            names.add(all.next());
        }
        return names;
    }
}
