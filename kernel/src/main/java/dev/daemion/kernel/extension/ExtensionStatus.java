package dev.daemion.kernel.extension;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where an extension is in its life cycle. */
public enum ExtensionStatus {
    ACTIVE,
    PENDING,
    REJECTED,
    DISABLED;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
