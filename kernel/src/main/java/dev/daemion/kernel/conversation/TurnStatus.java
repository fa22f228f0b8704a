package dev.daemion.kernel.conversation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * How much of a turn there is: all of it, what had come when it was cut off, or a message that waits for the turn
 * before it.
 */
public enum TurnStatus {
    COMPLETE,
    PARTIAL,
    QUEUED;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
