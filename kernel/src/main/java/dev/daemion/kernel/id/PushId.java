package dev.daemion.kernel.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/**
 * Names one push subscription. Shape: {@code psh_} and 26 characters of {@link SortableIds}; sorts by creation time.
 */
public record PushId(@JsonValue String value) implements Id {
    public static final String PREFIX = "psh_";

    @JsonCreator
    public PushId {
        Id.check(PREFIX, value);
    }

    /** Empty when the text is not such an id. */
    public static Optional<PushId> parse(String text) {
        return Id.isValid(PREFIX, text) ? Optional.of(new PushId(text)) : Optional.empty();
    }

    public static PushId next(IdSource ids) {
        return new PushId(ids.next(PREFIX));
    }

    @Override
    public String toString() {
        return value;
    }
}
