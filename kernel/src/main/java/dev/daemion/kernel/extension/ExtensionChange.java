package dev.daemion.kernel.extension;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What happened to an extension; the word of {@code extension-changed} and of histories. */
public enum ExtensionChange {
    CREATED,
    UPDATED,
    PROPOSED,
    APPROVED,
    DENIED,
    EXPIRED,
    ENABLED,
    DISABLED,
    DELETED,
    REVERTED;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
