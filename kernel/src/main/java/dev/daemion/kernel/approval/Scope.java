package dev.daemion.kernel.approval;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far an approval reaches: this call, the same call in this thread, the same call everywhere from now on. */
public enum Scope {
    ONCE,
    SESSION,
    ALWAYS;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
