package dev.daemion.extension.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.NullValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** JSON as the values of the expression language: whole numbers are int, others double. */
final class EventValues {
    static final int CHARACTERS_MAX = 65_536;
    static final int DEPTH_MAX = 32;

    private int left = CHARACTERS_MAX;

    private EventValues() {}

    /** Empty when the event is too large or too deep. What is no object has no members. */
    static Optional<Map<String, Object>> of(JsonNode event) {
        var reader = new EventValues();
        var members = reader.members(event, 1);
        return reader.left < 0 ? Optional.empty() : Optional.of(members);
    }

    private Map<String, Object> members(JsonNode node, int depth) {
        var members = new LinkedHashMap<String, Object>();
        for (var member : node.properties()) {
            if (left < 0) {
                break;
            }
            left -= member.getKey().length() + 1;
            members.put(member.getKey(), value(member.getValue(), depth + 1));
        }
        return members;
    }

    private Object value(JsonNode node, int depth) {
        left -= depth > DEPTH_MAX ? CHARACTERS_MAX + 1 : 1;
        if (left < 0) {
            return NullValue.NULL_VALUE;
        }
        return switch (node.getNodeType()) {
            case OBJECT -> members(node, depth);
            case ARRAY -> {
                var values = new ArrayList<Object>();
                for (int i = 0; i < node.size() && left >= 0; i++) {
                    values.add(value(node.path(i), depth + 1));
                }
                yield values;
            }
            case STRING -> {
                var text = node.asText();
                left -= text.length();
                yield text;
            }
            case NUMBER ->
                node.isIntegralNumber() && node.canConvertToLong() ? (Object) node.longValue() : node.doubleValue();
            case BOOLEAN -> node.booleanValue();
            case BINARY, POJO, NULL, MISSING -> NullValue.NULL_VALUE;
        };
    }
}
