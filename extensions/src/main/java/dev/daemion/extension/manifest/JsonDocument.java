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
            throw new Unreadable("", place(e) + "beyond a limit: " + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw new Unreadable("", place(e) + "not valid JSON: " + e.getOriginalMessage());
        }
    }

    private static String place(JsonProcessingException e) {
        var location = e.getLocation();
        return location == null ? "" : Unreadable.place(location.getLineNr(), location.getColumnNr());
    }
}
