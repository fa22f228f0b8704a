package dev.daemion.gateway.http;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.problem.Finding;
import java.util.Optional;

/** Finds text that cannot be stored or shown: NUL, which may be escaped, and halves of surrogate pairs. */
final class TextCheck {
    private TextCheck() {}

    /** The first bad text in a document, in a value or in the name of a member. The depth is bounded by the reader. */
    static Optional<Finding> firstBad(JsonNode node) {
        return firstBad(node, JsonPointer.empty());
    }

    private static Optional<Finding> firstBad(JsonNode node, JsonPointer at) {
        if (node.isTextual()) {
            return check(node.textValue()).map(what -> new Finding(at.toString(), "The text at " + place(at) + what));
        }
        int index = 0;
        for (var element : node.isArray() ? node : com.fasterxml.jackson.databind.node.MissingNode.getInstance()) {
            var found = firstBad(element, at.appendIndex(index++));
            if (found.isPresent()) {
                return found;
            }
        }
        for (var member : node.properties()) {
            var name = check(member.getKey());
            if (name.isPresent()) {
                return Optional.of(new Finding(at.toString(), "The name of a member at " + place(at) + name.get()));
            }
            var found = firstBad(member.getValue(), at.appendProperty(member.getKey()));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> check(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\0') {
                return Optional.of(" holds a NUL character.");
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return Optional.of(" holds half of a surrogate pair.");
            }
        }
        return Optional.empty();
    }

    private static String place(JsonPointer at) {
        return at.toString().isEmpty() ? "the top" : Quoted.of(at.toString());
    }
}
