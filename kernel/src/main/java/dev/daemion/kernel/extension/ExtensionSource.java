package dev.daemion.kernel.extension;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Who made an extension: a seed on disk, a person, an agent in a turn or run, or an import. */
public enum ExtensionSource {
    BUILT_IN,
    USER,
    AGENT,
    COMMUNITY;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
