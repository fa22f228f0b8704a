package dev.daemion.kernel.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/**
 * Names one approval: a pending question and its answer. Shape: {@code apr_} and 26 characters of {@link SortableIds};
 * sorts by creation time.
 */
public record ApprovalId(@JsonValue String value) implements Id {
    public static final String PREFIX = "apr_";

    @JsonCreator
    public ApprovalId {
        Id.check(PREFIX, value);
    }

    /** Empty when the text is not such an id. */
    public static Optional<ApprovalId> parse(String text) {
        return Id.isValid(PREFIX, text) ? Optional.of(new ApprovalId(text)) : Optional.empty();
    }

    public static ApprovalId next(IdSource ids) {
        return new ApprovalId(ids.next(PREFIX));
    }

    @Override
    public String toString() {
        return value;
    }
}
