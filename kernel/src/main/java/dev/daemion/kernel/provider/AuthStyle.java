package dev.daemion.kernel.provider;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a key is sent. */
public enum AuthStyle {
    /** {@code Authorization: Bearer KEY}. */
    BEARER,
    /** {@code x-api-key: KEY}. */
    X_API_KEY,
    /** No key at all, as most local model servers want it. */
    NONE;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
