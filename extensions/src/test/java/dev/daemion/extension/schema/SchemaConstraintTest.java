package dev.daemion.extension.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.problem.Finding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Every limit of every schema")
class SchemaConstraintTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Schemas SCHEMAS = new Schemas();
    /** One of these fits every pattern there is. */
    private static final List<String> SAMPLES = List.of(
            "x",
            "ab",
            "#123456",
            "5m",
            "text/plain",
            "/",
            "http://x.y",
            "2026-01-01",
            "07:30",
            "a.b",
            "a/b",
            "thr_01jd8x5k3m2n4p6q8r0s1t2v3w");

    /** A member of a definition that fits, what is said about it, and how to put something else there. */
    private record Place(String pointer, JsonNode schema, Consumer<JsonNode> put) {}

    /** One way to break one limit. */
    record Break(String name, ExtensionType type, JsonNode broken, String pointer, boolean isPermission) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Break> breaks() {
        var all = new ArrayList<Break>();
        for (var type : ExtensionType.values()) {
            var schema = SCHEMAS.definition(type);
            if (schema.has("oneOf")) {
                schema.path("$defs")
                        .properties()
                        .forEach(kind -> add(all, type, kind.getKey(), kind.getValue(), false));
            } else {
                add(all, type, "", schema, false);
            }
        }
        add(all, ExtensionType.COMMAND, "permissions", SCHEMAS.permissions(), true);
        return all.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaks")
    @DisplayName("is found when it is broken, at the very place, and nowhere else")
    void found(Break one) {
        var findings = one.isPermission()
                ? SCHEMAS.checkPermissions(one.broken(), "")
                : SCHEMAS.checkDefinition(one.type(), one.broken(), "");
        assertThat(findings).isNotEmpty();
        assertThat(findings)
                .extracting(Finding::pointer)
                .allSatisfy(pointer -> assertThat(pointer).startsWith(one.pointer()));
        assertThat(findings)
                .extracting(Finding::detail)
                .allMatch(detail -> detail.startsWith("expected ") || detail.startsWith("unknown key"));
    }

    private static void add(List<Break> all, ExtensionType type, String kind, JsonNode schema, boolean isPermission) {
        var whole = (ObjectNode) sample(schema);
        var base = type.wire() + (kind.isEmpty() ? "" : "/" + kind);
        assertThat(isPermission ? SCHEMAS.checkPermissions(whole, "") : SCHEMAS.checkDefinition(type, whole, ""))
                .as("the sample of %s fits: %s", base, whole)
                .isEmpty();
        for (var required : schema.path("required")) {
            if (!required.asText().equals("kind")) {
                var broken = whole.deepCopy();
                broken.remove(required.asText());
                all.add(new Break(
                        base + " without " + required.asText(), type, broken, "/" + required.asText(), isPermission));
            }
        }
        var unknown = whole.deepCopy().put("unheard-of", 1);
        all.add(new Break(base + " with an unknown key", type, unknown, "/unheard-of", isPermission));
        places(schema, whole, "", place -> {
            for (var wrong : wrongs(place.schema())) {
                place.put().accept(wrong.value());
                var name = base + place.pointer() + " " + wrong.keyword();
                all.add(new Break(name, type, whole.deepCopy(), place.pointer(), isPermission));
                place.put().accept(sample(place.schema()));
            }
        });
    }

    private static void places(JsonNode schema, JsonNode value, String pointer, Consumer<Place> each) {
        if (value instanceof ObjectNode object) {
            for (var name : names(object)) {
                var inner = schema.path("properties").has(name)
                        ? schema.path("properties").path(name)
                        : schema.path("additionalProperties");
                if (inner.isObject() && !inner.has("const")) {
                    each.accept(new Place(pointer + "/" + name, inner, wrong -> object.set(name, wrong)));
                    places(inner, object.get(name), pointer + "/" + name, each);
                }
            }
        } else if (value instanceof ArrayNode list && schema.has("items")) {
            each.accept(new Place(pointer + "/0", schema.path("items"), wrong -> list.set(0, wrong)));
            places(schema.path("items"), list.get(0), pointer + "/0", each);
        }
    }

    private static List<String> names(ObjectNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private record Wrong(String keyword, JsonNode value) {}

    /** A value for each limit that breaks it and, where that can be, nothing else. */
    private static List<Wrong> wrongs(JsonNode schema) {
        var all = new ArrayList<Wrong>();
        schema.properties().forEach(limit -> {
            var value = limit.getValue();
            switch (limit.getKey()) {
                case "type" -> all.add(new Wrong("type", ofAnotherType(value)));
                case "enum" -> all.add(new Wrong("enum", NODES.textNode("no such word")));
                case "oneOf" -> all.add(new Wrong("oneOf", NODES.numberNode(7)));
                case "pattern" -> all.add(new Wrong("pattern", NODES.textNode("% % %")));
                case "minLength" -> all.add(new Wrong("minLength", NODES.textNode("x".repeat(value.asInt() - 1))));
                case "maxLength" -> all.add(new Wrong("maxLength", NODES.textNode("x".repeat(value.asInt() + 1))));
                case "minimum" -> all.add(new Wrong("minimum", NODES.numberNode(value.asLong() - 1)));
                case "exclusiveMinimum" -> all.add(new Wrong("exclusiveMinimum", NODES.numberNode(value.asLong())));
                case "maximum" -> all.add(new Wrong("maximum", NODES.numberNode(value.asLong() + 1)));
                case "minItems" -> all.add(new Wrong("minItems", list(schema, value.asInt() - 1)));
                case "maxItems" -> all.add(new Wrong("maxItems", list(schema, value.asInt() + 1)));
                case "uniqueItems" -> all.add(new Wrong("uniqueItems", list(schema, 2)));
                case "minProperties" -> all.add(new Wrong("minProperties", NODES.objectNode()));
                case "maxProperties" -> all.add(new Wrong("maxProperties", members(schema, value.asInt() + 1)));
                case "propertyNames" -> all.add(new Wrong("propertyNames", misnamed(schema)));
                default -> {} // what describes, and what is walked into
            }
        });
        return all;
    }

    private static JsonNode ofAnotherType(JsonNode type) {
        return type.asText().equals("string") ? NODES.numberNode(7) : NODES.textNode("a text");
    }

    private static JsonNode list(JsonNode schema, int count) {
        var list = NODES.arrayNode();
        for (int i = 0; i < count; i++) {
            list.add(sample(schema.path("items")));
        }
        return list;
    }

    private static JsonNode members(JsonNode schema, int count) {
        var object = NODES.objectNode();
        schema.path("properties").properties().stream()
                .limit(count)
                .forEach(property -> object.set(property.getKey(), sample(property.getValue())));
        for (int i = object.size(); i < count; i++) {
            object.set("a" + i, sample(schema.path("additionalProperties")));
        }
        return object;
    }

    private static JsonNode misnamed(JsonNode schema) {
        return NODES.objectNode().set("% %", sample(schema.path("additionalProperties")));
    }

    /** A value that fits, with every member there may be. */
    private static JsonNode sample(JsonNode schema) {
        if (schema.has("const")) {
            return schema.path("const");
        }
        if (schema.has("enum")) {
            return schema.path("enum").path(0);
        }
        if (schema.has("oneOf")) {
            var branches = schema.path("oneOf");
            return sample(branches.path(branches.size() - 1));
        }
        var type = schema.path("type").isArray() ? schema.path("type").path(0) : schema.path("type");
        return switch (type.asText()) {
            case "string" -> NODES.textNode(text(schema));
            case "integer", "number" ->
                NODES.numberNode(schema.path("minimum")
                        .asInt(schema.path("exclusiveMinimum").asInt() + 1));
            case "boolean" -> NODES.booleanNode(true);
            case "array" -> list(schema, Math.max(1, schema.path("minItems").asInt()));
            default -> object(schema);
        };
    }

    private static JsonNode object(JsonNode schema) {
        int most = schema.path("maxProperties").asInt(Integer.MAX_VALUE);
        var object = members(schema, Math.min(most, schema.path("properties").size()));
        if (object.isEmpty() && schema.path("additionalProperties").isObject()) {
            return members(schema, 1);
        }
        return object.isEmpty() ? ((ObjectNode) object).put("component", "Text") : object;
    }

    private static String text(JsonNode schema) {
        int least = schema.path("minLength").asInt();
        if (!schema.has("pattern")) {
            return "x".repeat(Math.max(1, least));
        }
        return SAMPLES.stream()
                .filter(sample -> sample.length() >= least
                        && Pattern.compile(schema.path("pattern").asText())
                                .matcher(sample)
                                .find())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no sample for " + Arrays.asList(schema)));
    }
}
