package dev.daemion.kernel.extension;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The twelve kinds of extension. */
public enum ExtensionType {
    COMMAND,
    THEME,
    JOB,
    RENDERER,
    INTEGRATION,
    ACTION,
    WIDGET,
    APP,
    ARTIFACT,
    CAPABILITY,
    CONTROL,
    AGENT;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
