package dev.daemion.kernel.approval;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a person answers. */
public enum Decision {
    APPROVE,
    DENY;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
