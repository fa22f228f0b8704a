package dev.daemion.kernel.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Which of the runs that wait for a place comes first; from the least to the most pressing. */
public enum Priority {
    LOW,
    NORMAL,
    HIGH,
    URGENT;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
