package dev.daemion.kernel.notice;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a person is told something. */
public enum NoticeKind {
    APPROVAL_NEEDED,
    RUN_FAILED,
    RUN_FINISHED,
    BUDGET_WARNED,
    JOB_PAUSED,
    MESSAGE;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
