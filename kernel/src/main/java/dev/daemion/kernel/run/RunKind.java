package dev.daemion.kernel.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a run is for; it decides the limits. */
public enum RunKind {
    CHAT,
    JOB,
    BUILD;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
