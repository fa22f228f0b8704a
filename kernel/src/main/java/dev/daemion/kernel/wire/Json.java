package dev.daemion.kernel.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * How records become JSON everywhere: snake_case members, ISO-8601 UTC instants, absent instead of null in the journal,
 * plain decimals. One mapper, because two would disagree one day.
 */
public final class Json {
    /** Deepest nesting read from anywhere; deeper input is malformed. */
    public static final int DEPTH_MAX = 64;

    private static final JsonMapper STORED = base().defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final JsonMapper SHOWN = base().build();

    private Json() {}

    /** For what is stored: absent members for null, unknown members ignored so that older code reads newer rows. */
    public static JsonMapper stored() {
        return STORED;
    }

    /**
     * For what is shown to clients: every member of a record, null where there is no value. Refuses unknown members
     * when reading.
     */
    public static JsonMapper shown() {
        return SHOWN;
    }

    /** The record as JSON text for the journal, the read tables and model contexts. */
    public static String store(Object value) {
        return text(STORED, value);
    }

    /** The record as JSON text for a client. */
    public static String show(Object value) {
        return text(SHOWN, value);
    }

    /** Reads back what {@link #store} wrote. */
    public static <T> T restore(String text, Class<T> type) {
        try {
            return STORED.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("stored JSON does not fit " + type.getSimpleName(), e);
        }
    }

    public static <T> T restore(byte[] text, Class<T> type) {
        try {
            return STORED.readValue(text, type);
        } catch (IOException e) {
            throw new UncheckedIOException("stored JSON does not fit " + type.getSimpleName(), e);
        }
    }

    private static String text(JsonMapper mapper, Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonMapper.Builder base() {
        var factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH_MAX)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        return JsonMapper.builder(factory)
                .addModule(new JavaTimeModule())
                .addModule(new Jdk8Module())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .enable(com.fasterxml.jackson.core.StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS);
    }
}
