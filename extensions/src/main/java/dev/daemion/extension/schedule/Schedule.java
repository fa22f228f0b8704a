package dev.daemion.extension.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** When something is due. Pure; the same code serves live firing and simulation. */
public sealed interface Schedule permits CronSchedule, Interval, OneShot {
    /** The first due time strictly after; empty when there is none any more. */
    Optional<Instant> next(Instant after);

    /** Its only due time; empty for one that comes again. */
    default Optional<Instant> once() {
        return Optional.empty();
    }

    /** In English words, with the zone: "at 09:00 on Monday to Friday (Europe/Berlin)". */
    String words();

    /** The zone its wall clock hangs in. */
    ZoneId zone();
}
