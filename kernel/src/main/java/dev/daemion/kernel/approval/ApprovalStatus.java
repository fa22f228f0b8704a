package dev.daemion.kernel.approval;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where an approval stands; every state but {@code PENDING} is final. */
public enum ApprovalStatus {
    PENDING,
    APPROVED,
    DENIED,
    EXPIRED;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
