package dev.daemion.substrate.presentation.push;

import dev.daemion.extension.definition.ControlDefinition;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;

/**
 * When nothing may disturb. A notice that comes then stays in the inbox and is not pushed afterwards: by then the
 * person has the phone in hand.
 */
record QuietHours(Collection<ControlDefinition.Quiet> spans, ZoneId zone) {
    /** @param kind as {@code Notice} names it */
    boolean isQuiet(String kind, Instant now) {
        return spans.stream().anyMatch(span -> !span.except().contains(kind) && isWithin(span, now));
    }

    /** A span that ends before it begins lasts over midnight; from and until alike means the whole day. */
    private boolean isWithin(ControlDefinition.Quiet span, Instant now) {
        var place = span.timezone() == null ? zone : ZoneId.of(span.timezone());
        var time = now.atZone(place).toLocalTime();
        var from = span.fromTime();
        var until = span.untilTime();
        if (from.isBefore(until)) {
            return !time.isBefore(from) && time.isBefore(until);
        }
        return !time.isBefore(from) || time.isBefore(until);
    }
}
