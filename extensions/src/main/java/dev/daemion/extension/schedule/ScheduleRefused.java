package dev.daemion.extension.schedule;

import java.io.Serial;

/** A trigger that is no schedule: which key is at fault, and a sentence that says what to do about it. */
public final class ScheduleRefused extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final String key;

    ScheduleRefused(String key, String detail) {
        super(detail, null, false, false);
        this.key = key;
    }

    /** {@code schedule}, {@code every}, {@code at} or {@code timezone}. */
    public String key() {
        return key;
    }

    /** The sentence. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
