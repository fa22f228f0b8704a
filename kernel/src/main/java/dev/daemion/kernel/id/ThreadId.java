package dev.daemion.kernel.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/**
 * Names one thread: a durable conversation. Shape: {@code thread_} and 26 characters of {@link SortableIds}; sorts by
 * creation time.
 */
public record ThreadId(@JsonValue String value) implements Id {
    public static final String PREFIX = "thread_";

    @JsonCreator
    public ThreadId {
        Id.check(PREFIX, value);
    }

    /** Empty when the text is not such an id. */
    public static Optional<ThreadId> parse(String text) {
        return Id.isValid(PREFIX, text) ? Optional.of(new ThreadId(text)) : Optional.empty();
    }

    public static ThreadId next(IdSource ids) {
        return new ThreadId(ids.next(PREFIX));
    }

    @Override
    public String toString() {
        return value;
    }
}
