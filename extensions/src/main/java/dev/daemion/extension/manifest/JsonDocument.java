package dev.daemion.extension.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** One JSON document within {@link TextLimits}; duplicate members and trailing text are refused. */
final class JsonDocument {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(TextLimits.DEPTH_MAX)
                            .maxNumberLength(TextLimits.NUMBER_LENGTH_MAX)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private JsonDocument() {}

    /** Throws {@link Unreadable}. */
    static JsonNode read(String text) {
        try {
            var value = MAPPER.readTree(text);
            if (value == null || value.isMissingNode()) {
                throw new Unreadable("", "expected one document, found none");
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw new Unreadable("", place(e) + "beyond a limit: " + plain(e));
        } catch (JsonProcessingException e) {
            throw new Unreadable("", place(e) + "not valid JSON: " + plain(e));
        } catch (NumberFormatException e) { // an exponent beyond what a decimal can hold
            throw new Unreadable("", "beyond a limit: a number is too large or too small");
        }
    }

    /** The parser's words up to its first aside or second line, which tell of its classes and not of the input. */
    private static String plain(JsonProcessingException e) {
        var words = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
        for (var aside : new String[] {" (start marker", " (of type", ", from `", ": enable `"}) {
            int at = words.indexOf(aside);
            if (at > 0) {
                words = words.substring(0, at) + (aside.startsWith(",") ? ")" : "");
            }
        }
        return words;
    }

    private static String place(JsonProcessingException e) {
        var location = e.getLocation();
        return location == null ? "" : Unreadable.place(location.getLineNr(), location.getColumnNr());
    }
}
