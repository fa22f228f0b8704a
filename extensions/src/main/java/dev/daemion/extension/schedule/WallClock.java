package dev.daemion.extension.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** Which moment a time of the day means where clocks are changed. */
final class WallClock {
    /** Nothing is due later than this. */
    static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    /** Nor earlier. */
    static final Instant FIRST = Instant.parse("0001-01-02T00:00:00Z");

    private WallClock() {}

    /** A time that is skipped means the first instant after the gap, one that comes twice its first occurrence. */
    static Instant instant(LocalDateTime local, ZoneId zone) {
        var rules = zone.getRules();
        var change = rules.getTransition(local);
        if (change == null) {
            return local.toInstant(rules.getOffset(local));
        }
        return change.isGap() ? change.getInstant() : local.toInstant(change.getOffsetBefore());
    }
}
