package dev.daemion.substrate.execution.tool.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daemion.kernel.wire.Json;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The input schema of a server's tool as models take it. One schema that a provider refuses would make every call of a
 * model fail, so such a tool is left out; the words in it lose escapes, control and direction characters.
 */
final class ToolSchema {
    static final int LENGTH_MAX = 32 * 1024;

    private static final int DEPTH_MAX = 20;
    private static final int TEXT_LENGTH_MAX = 1_000;
    private static final Pattern PROPERTY = Pattern.compile("[a-zA-Z0-9_.-]{1,64}");
    private static final List<String> NOT_AT_THE_TOP = List.of("oneOf", "anyOf", "allOf", "not", "enum", "const");

    private ToolSchema() {}

    /** Null when no model could be given it. */
    static @Nullable JsonNode of(@Nullable Map<String, Object> schema) {
        if (schema == null) {
            return null;
        }
        var plain = plain(Json.stored().valueToTree(schema), 0);
        if (!(plain instanceof ObjectNode object) || NOT_AT_THE_TOP.stream().anyMatch(object::has)) {
            return null;
        }
        boolean isObject = object.path("type").asText().equals("object");
        return isObject && object.toString().length() <= LENGTH_MAX && isTaken(object) ? object : null;
    }

    /** Null at a depth nobody needs. */
    private static @Nullable JsonNode plain(JsonNode node, int depth) {
        if (depth > DEPTH_MAX) {
            return null;
        }
        switch (node) {
            case ObjectNode object -> {
                var plain = JsonNodeFactory.instance.objectNode();
                for (var member : object.properties()) {
                    var value = plain(member.getValue(), depth + 1);
                    if (value == null) {
                        return null;
                    }
                    plain.set(member.getKey(), value);
                }
                return plain;
            }
            case ArrayNode array -> {
                var plain = JsonNodeFactory.instance.arrayNode();
                for (var element : array) {
                    var value = plain(element, depth + 1);
                    if (value == null) {
                        return null;
                    }
                    plain.add(value);
                }
                return plain;
            }
            case TextNode text -> {
                return TextNode.valueOf(PlainText.of(text.textValue(), TEXT_LENGTH_MAX));
            }
            default -> {
                return node;
            }
        }
    }

    private static boolean isTaken(JsonNode node) {
        var properties = node.path("properties");
        if (!properties.isMissingNode()) {
            if (!properties.isObject()) {
                return false;
            }
            for (var property : properties.properties()) {
                if (!PROPERTY.matcher(property.getKey()).matches()
                        || !(property.getValue().isObject()
                                || property.getValue().isBoolean())) {
                    return false;
                }
            }
        }
        var required = node.path("required");
        if (!required.isMissingNode() && !(required.isArray() && allTexts(required))) {
            return false;
        }
        for (var child : node) {
            if (child.isContainerNode() && !isTaken(child)) {
                return false;
            }
        }
        return true;
    }

    private static boolean allTexts(JsonNode array) {
        for (var element : array) {
            if (!element.isTextual()) {
                return false;
            }
        }
        return true;
    }
}
