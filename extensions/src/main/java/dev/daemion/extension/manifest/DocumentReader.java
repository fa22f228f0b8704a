package dev.daemion.extension.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
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
            checkValues(value, "");
            return new Reading.Read<>(value);
        } catch (Unreadable e) {
            return new Reading.Refused<>(java.util.List.of(e.finding()));
        }
    }

    /** Written out without an exponent, as it is stored, it has more digits than any reader takes. */
    private static boolean isBeyond(BigDecimal number) {
        return number.scale() > TextLimits.NUMBER_LENGTH_MAX
                || number.precision() - (long) number.scale() > TextLimits.NUMBER_LENGTH_MAX;
    }

    private static boolean isJson(String text) {
        var start = text.stripLeading();
        return start.startsWith("{") || start.startsWith("[");
    }

    private static Reading<JsonNode> tooLong() {
        return Reading.refused("", "expected at most " + TextLimits.BYTES_MAX + " bytes; put long content into files");
    }

    /** What gets past a look at the raw text: an escaped NUL, and a short number that stands for a very long one. */
    private static void checkValues(JsonNode value, String pointer) {
        if (value.isBigDecimal() && isBeyond(value.decimalValue())) {
            throw new Unreadable(pointer, "beyond a limit: a number is too large or too small");
        }
        if (value.isTextual() && value.textValue().indexOf('\0') >= 0) {
            throw new Unreadable(pointer, "NUL characters are not allowed");
        }
        int index = 0;
        for (Iterator<JsonNode> elements = value.isArray() ? value.elements() : java.util.Collections.emptyIterator();
                elements.hasNext();
                index++) {
            checkValues(elements.next(), Pointers.element(pointer, index));
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            if (member.getKey().indexOf('\0') >= 0) {
                throw new Unreadable(pointer, "NUL characters are not allowed in keys");
            }
            checkValues(member.getValue(), Pointers.member(pointer, member.getKey()));
        }
    }
}
