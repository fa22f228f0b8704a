package dev.daemion.extension.trigger;

import java.io.Serial;
import java.util.List;

/** A text that is no filter: every reason as a sentence, with line and column where there is one. */
public final class FilterRefused extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int REASONS_MAX = 5;

    private final transient List<String> reasons;

    FilterRefused(List<String> reasons) {
        super(String.join("; ", reasons), null, false, false);
        this.reasons = List.copyOf(reasons.subList(0, Math.min(reasons.size(), REASONS_MAX)));
    }

    /** One to five. */
    public List<String> reasons() {
        return reasons;
    }
}
