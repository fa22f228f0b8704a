package dev.daemion.substrate.execution.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The arguments a tool takes: shown to a model as JSON Schema and checked by the same declaration, so that the two
 * cannot disagree. Every finding is a sentence the model can act on.
 */
public final class InputShape {
    private static final int FOUND_LENGTH_MAX = 60;

    /** One argument. */
    public sealed interface Field {
        String name();

        String description();

        boolean isRequired();

        /** @param lengthMax in characters; a required text may not be blank unless {@code mayBeBlank} */
        record Text(String name, String description, boolean isRequired, int lengthMax, boolean mayBeBlank)
                implements Field {}

        /** A whole number, both bounds included. */
        record Whole(String name, String description, boolean isRequired, long min, long max) implements Field {}

        /** A JSON object whose members are checked by whoever takes it. */
        record Tree(String name, String description, boolean isRequired) implements Field {}

        /** True or false, false when absent. */
        record Flag(String name, String description) implements Field {
            @Override
            public boolean isRequired() {
                return false;
            }
        }
    }

    private final List<Field> fields;

    private InputShape(List<Field> fields) {
        this.fields = List.copyOf(fields);
    }

    public static InputShape of(Field... fields) {
        return new InputShape(List.of(fields));
    }

    public static Field text(String name, int lengthMax, String description) {
        return new Field.Text(name, description, true, lengthMax, false);
    }

    /** A required text that may be empty. */
    public static Field rawText(String name, int lengthMax, String description) {
        return new Field.Text(name, description, true, lengthMax, true);
    }

    public static Field optionalText(String name, int lengthMax, String description) {
        return new Field.Text(name, description, false, lengthMax, false);
    }

    public static Field optionalWhole(String name, long min, long max, String description) {
        return new Field.Whole(name, description, false, min, max);
    }

    public static Field tree(String name, String description) {
        return new Field.Tree(name, description, true);
    }

    public static Field optionalTree(String name, String description) {
        return new Field.Tree(name, description, false);
    }

    public static Field flag(String name, String description) {
        return new Field.Flag(name, description);
    }

    /** The shape as JSON Schema 2020-12. */
    public JsonNode schema() {
        var schema = JsonNodeFactory.instance.objectNode();
        schema.put("type", "object");
        var properties = schema.putObject("properties");
        var required = schema.putArray("required");
        for (Field field : fields) {
            var property = properties.putObject(field.name());
            switch (field) {
                case Field.Text text -> {
                    property.put("type", "string").put("maxLength", text.lengthMax());
                    if (text.isRequired() && !text.mayBeBlank()) {
                        property.put("minLength", 1);
                    }
                }
                case Field.Whole whole ->
                    property.put("type", "integer").put("minimum", whole.min()).put("maximum", whole.max());
                case Field.Tree _ -> property.put("type", "object");
                case Field.Flag _ -> property.put("type", "boolean");
            }
            property.put("description", field.description());
            if (field.isRequired()) {
                required.add(field.name());
            }
        }
        schema.put("additionalProperties", false);
        return schema;
    }

    /** Everything that is wrong with {@code input}, one sentence each; empty when a tool may read it. Never throws. */
    public List<String> findings(JsonNode input) {
        if (!(input instanceof ObjectNode object)) {
            return List.of("The input must be a JSON object with " + names() + ".");
        }
        var findings = new ArrayList<String>();
        object.fieldNames().forEachRemaining(name -> {
            if (fields.stream().noneMatch(f -> f.name().equals(name))) {
                findings.add("There is no field `" + cut(name) + "`; known are " + names() + ".");
            }
        });
        for (Field field : fields) {
            var value = object.path(field.name());
            if (value.isMissingNode() || value.isNull()) {
                if (field.isRequired()) {
                    findings.add("The field `" + field.name() + "` is missing: " + field.description());
                }
            } else {
                check(field, value, findings);
            }
        }
        return findings.size() > 10 ? List.copyOf(findings.subList(0, 10)) : List.copyOf(findings);
    }

    private static void check(Field field, JsonNode value, List<String> findings) {
        switch (field) {
            case Field.Text text -> {
                if (!value.isTextual()) {
                    findings.add("`" + text.name() + "` must be a text; it is " + cut(value.toString()) + ".");
                } else if (value.textValue().length() > text.lengthMax()) {
                    findings.add("`" + text.name() + "` has "
                            + value.textValue().length() + " characters; at most " + text.lengthMax() + " are taken.");
                } else if (!text.mayBeBlank() && value.textValue().isBlank()) {
                    findings.add("`" + text.name() + "` is blank: " + text.description());
                }
            }
            case Field.Whole whole -> {
                boolean isWhole = value.isIntegralNumber() && value.canConvertToLong();
                if (!isWhole || value.longValue() < whole.min() || value.longValue() > whole.max()) {
                    findings.add("`" + whole.name() + "` must be a whole number from " + whole.min() + " to "
                            + whole.max() + "; it is " + cut(value.toString()) + ".");
                }
            }
            case Field.Tree tree -> {
                if (!value.isObject()) {
                    findings.add("`" + tree.name() + "` must be an object; it is " + cut(value.toString()) + ".");
                }
            }
            case Field.Flag flag -> {
                if (!value.isBoolean()) {
                    findings.add("`" + flag.name() + "` must be true or false; it is " + cut(value.toString()) + ".");
                }
            }
        }
    }

    private String names() {
        return fields.isEmpty()
                ? "no field at all"
                : fields.stream().map(f -> "`" + f.name() + "`").collect(Collectors.joining(", "));
    }

    private static String cut(String text) {
        return text.length() <= FOUND_LENGTH_MAX ? text : text.substring(0, FOUND_LENGTH_MAX) + "…";
    }
}
