package dev.daemion.kernel.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/**
 * Names one turn of a thread; the stream calls it {@code messageId}. Shape: {@code turn_} and 26 characters of
 * {@link SortableIds}; sorts by creation time.
 */
public record TurnId(@JsonValue String value) implements Id {
    public static final String PREFIX = "turn_";

    @JsonCreator
    public TurnId {
        Id.check(PREFIX, value);
    }

    /** Empty when the text is not such an id. */
    public static Optional<TurnId> parse(String text) {
        return Id.isValid(PREFIX, text) ? Optional.of(new TurnId(text)) : Optional.empty();
    }

    public static TurnId next(IdSource ids) {
        return new TurnId(ids.next(PREFIX));
    }

    @Override
    public String toString() {
        return value;
    }
}
