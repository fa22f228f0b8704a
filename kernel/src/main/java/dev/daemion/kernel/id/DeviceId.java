package dev.daemion.kernel.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** Names one paired client. Shape: {@code dev_} and 26 characters of {@link SortableIds}; sorts by creation time. */
public record DeviceId(@JsonValue String value) implements Id {
    public static final String PREFIX = "dev_";

    @JsonCreator
    public DeviceId {
        Id.check(PREFIX, value);
    }

    /** Empty when the text is not such an id. */
    public static Optional<DeviceId> parse(String text) {
        return Id.isValid(PREFIX, text) ? Optional.of(new DeviceId(text)) : Optional.empty();
    }

    public static DeviceId next(IdSource ids) {
        return new DeviceId(ids.next(PREFIX));
    }

    @Override
    public String toString() {
        return value;
    }
}
