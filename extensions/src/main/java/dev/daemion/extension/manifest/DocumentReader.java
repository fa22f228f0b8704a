package dev.daemion.extension.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;

/**
 * Reads untrusted YAML or JSON into a JSON value within {@link TextLimits}. Never throws for what it reads: a text that
 * cannot be read is a {@link Reading.Refused}. Thread-safe.
 */
public final class DocumentReader {
    private DocumentReader() {}

    /** Reads bytes of UTF-8; JSON when the first character that is not white space opens an object or list. */
    public static Reading<JsonNode> read(byte[] bytes) {
        if (bytes.length > TextLimits.BYTES_MAX) {
            return tooLong();
        }
        try {
            return read(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Reading.refused("", "expected UTF-8, found bytes that are none");
        }
    }

    /** Reads a text: as JSON when it opens with a brace or bracket, else as YAML. */
    public static Reading<JsonNode> read(String text) {
        if (text.length() > TextLimits.BYTES_MAX
                || text.getBytes(StandardCharsets.UTF_8).length > TextLimits.BYTES_MAX) {
            return tooLong();
        }
        try {
            if (text.indexOf('\0') >= 0) {
                throw new Unreadable("", "NUL characters are not allowed");
            }
            var value = isJson(text) ? JsonDocument.read(text) : YamlDocument.read(text);
            checkNoNul(value, "");
            return new Reading.Read<>(value);
        } catch (Unreadable e) {
            return new Reading.Refused<>(java.util.List.of(e.finding()));
        }
    }

    private static boolean isJson(String text) {
        var start = text.stripLeading();
        return start.startsWith("{") || start.startsWith("[");
    }

    private static Reading<JsonNode> tooLong() {
        return Reading.refused("", "expected at most " + TextLimits.BYTES_MAX + " bytes; put long content into files");
    }

    /** An escaped NUL ({@code \0}, a JSON escape) gets past a look at the raw text. */
    private static void checkNoNul(JsonNode value, String pointer) {
        if (value.isTextual() && value.textValue().indexOf('\0') >= 0) {
            throw new Unreadable(pointer, "NUL characters are not allowed");
        }
        int index = 0;
        for (Iterator<JsonNode> elements = value.isArray() ? value.elements() : java.util.Collections.emptyIterator();
                elements.hasNext();
                index++) {
            checkNoNul(elements.next(), Pointers.element(pointer, index));
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            if (member.getKey().indexOf('\0') >= 0) {
                throw new Unreadable(pointer, "NUL characters are not allowed in keys");
            }
            checkNoNul(member.getValue(), Pointers.member(pointer, member.getKey()));
        }
    }
}
