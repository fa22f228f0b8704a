package dev.daemion.kernel.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/**
 * Names one run: an execution with a start, a status and an end. Shape: {@code run_} and 26 characters of
 * {@link SortableIds}; sorts by creation time.
 */
public record RunId(@JsonValue String value) implements Id {
    public static final String PREFIX = "run_";

    @JsonCreator
    public RunId {
        Id.check(PREFIX, value);
    }

    /** Empty when the text is not such an id. */
    public static Optional<RunId> parse(String text) {
        return Id.isValid(PREFIX, text) ? Optional.of(new RunId(text)) : Optional.empty();
    }

    public static RunId next(IdSource ids) {
        return new RunId(ids.next(PREFIX));
    }

    @Override
    public String toString() {
        return value;
    }
}
