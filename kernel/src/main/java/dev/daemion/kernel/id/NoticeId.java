package dev.daemion.kernel.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/**
 * Names one notice: something a person was told. Shape: {@code ntc_} and 26 characters of {@link SortableIds}; sorts by
 * creation time.
 */
public record NoticeId(@JsonValue String value) implements Id {
    public static final String PREFIX = "ntc_";

    @JsonCreator
    public NoticeId {
        Id.check(PREFIX, value);
    }

    /** Empty when the text is not such an id. */
    public static Optional<NoticeId> parse(String text) {
        return Id.isValid(PREFIX, text) ? Optional.of(new NoticeId(text)) : Optional.empty();
    }

    public static NoticeId next(IdSource ids) {
        return new NoticeId(ids.next(PREFIX));
    }

    @Override
    public String toString() {
        return value;
    }
}
