package dev.daemion.kernel.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Where a run is.
 *
 * <pre>
 * queued ──► running ◄──► blocked (waits for an approval)
 *    │          ├──► succeeded
 *    │          ├──► failed
 *    ├──────────┼──► cancelled    (stopped by a person)
 *    │          └──► interrupted  (the process died)
 *    └──► skipped                 (never started, with a reason)
 * </pre>
 */
public enum RunStatus {
    QUEUED,
    RUNNING,
    BLOCKED,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    INTERRUPTED,
    SKIPPED;

    public boolean isEnd() {
        return switch (this) {
            case QUEUED, RUNNING, BLOCKED -> false;
            case SUCCEEDED, FAILED, CANCELLED, INTERRUPTED, SKIPPED -> true;
        };
    }

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
