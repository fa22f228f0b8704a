package dev.daemion.kernel.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Which of the runs that wait for a place comes first; from the least to the most pressing. */
public enum Priority {
    LOW(0),
    NORMAL(1),
    HIGH(2),
    URGENT(3);

    private final int rank;

    Priority(int rank) {
        this.rank = rank;
    }

    /** 0 for the least pressing, one more for each step. */
    public int rank() {
        return rank;
    }

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
