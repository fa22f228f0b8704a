package dev.daemion.kernel.conversation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Who speaks in a turn. */
public enum Role {
    USER,
    ASSISTANT,
    SYSTEM,
    TOOL;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
