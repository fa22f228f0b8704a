package dev.daemion.kernel.secret;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A key, a password or a token. It prints as {@code •••}, is refused by Jackson and by Java serialization, and compares
 * in constant time, so that no log line, event or exception can hold it by accident.
 */
@JsonSerialize(using = Secret.Refusal.class)
public final class Secret {
    /** What stands in a text where a secret was. */
    public static final String MASK = "•••";

    private final String value;

    /** @param value not blank; refused with {@code IllegalArgumentException} otherwise */
    public Secret(String value) {
        if (value.isBlank()) throw new IllegalArgumentException("a secret must not be blank");
        this.value = value;
    }

    /** The value itself, for the one place that sends or checks it. */
    public String reveal() {
        return value;
    }

    /** The text with every occurrence of this secret masked. */
    public String redactIn(String text) {
        return text.replace(value, MASK);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes(), secret.bytes());
    }

    /** The same for all: a hash of the value would say something about it. */
    @Override
    public int hashCode() {
        return Secret.class.hashCode();
    }

    @Override
    public String toString() {
        return MASK;
    }

    private byte[] bytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    /** A record that holds a secret is not meant to be written: say so while it is being tested. */
    static final class Refusal extends JsonSerializer<Secret> {
        @Override
        public void serialize(Secret value, JsonGenerator generator, SerializerProvider provider)
                throws JsonMappingException {
            throw JsonMappingException.from(generator, "a secret is never written as JSON");
        }
    }
}
