package dev.daemion.kernel.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/**
 * Names one extension, whatever its version. Shape: {@code ext_} and 26 characters of {@link SortableIds}; sorts by
 * creation time.
 */
public record ExtensionId(@JsonValue String value) implements Id {
    public static final String PREFIX = "ext_";

    @JsonCreator
    public ExtensionId {
        Id.check(PREFIX, value);
    }

    /** Empty when the text is not such an id. */
    public static Optional<ExtensionId> parse(String text) {
        return Id.isValid(PREFIX, text) ? Optional.of(new ExtensionId(text)) : Optional.empty();
    }

    public static ExtensionId next(IdSource ids) {
        return new ExtensionId(ids.next(PREFIX));
    }

    @Override
    public String toString() {
        return value;
    }
}
