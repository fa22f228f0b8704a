package dev.daemion.kernel.approval;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an approval is about. */
public enum ApprovalKind {
    EXTENSION,
    TOOL,
    PERMISSION;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
