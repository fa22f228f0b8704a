package dev.daemion.extension.schedule;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Once, at a moment. */
record OneShot(Instant at, ZoneId zone) implements Schedule {
    private static final DateTimeFormatter WORDS =
            DateTimeFormatter.ofPattern("HH:mm[:ss] 'on' EEEE, d MMMM uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter WORDS_SHORT =
            DateTimeFormatter.ofPattern("HH:mm 'on' EEEE, d MMMM uuuu", Locale.ENGLISH);

    /**
     * @param text ISO-8601: with an offset, or a local date and time when the zone is said
     * @param isZoneSaid whether the trigger names its zone; a local time without one is refused, not guessed
     */
    static OneShot parse(String text, ZoneId zone, boolean isZoneSaid) throws ScheduleRefused {
        var said = text.strip();
        try {
            return checked(OffsetDateTime.parse(said).toInstant(), zone, said);
        } catch (DateTimeException e) {
            return checked(local(said, zone, isZoneSaid), zone, said);
        }
    }

    private static Instant local(String said, ZoneId zone, boolean isZoneSaid) throws ScheduleRefused {
        try {
            var local = LocalDateTime.parse(said);
            if (!isZoneSaid) {
                throw new ScheduleRefused(
                        "at",
                        "expected an offset or a 'timezone' beside it: '" + said
                                + "' is another moment in every zone; write " + said + "Z for UTC, or add timezone: "
                                + (zone instanceof ZoneOffset ? "Europe/Berlin, say" : zone));
            }
            return WallClock.instant(local, zone);
        } catch (DateTimeException e) {
            throw new ScheduleRefused(
                    "at",
                    "expected a moment with offset such as 2027-01-31T09:00:00+01:00, or 2027-01-31T09:00 with a"
                            + " 'timezone'; found '" + said + "'");
        }
    }

    private static OneShot checked(Instant at, ZoneId zone, String said) throws ScheduleRefused {
        if (at.isAfter(WallClock.LAST)) {
            throw new ScheduleRefused("at", "expected a moment before the year 10000, found '" + said + "'");
        }
        return new OneShot(at, zone);
    }

    @Override
    public Optional<Instant> next(Instant after) {
        return at.isAfter(after) ? Optional.of(at) : Optional.empty();
    }

    @Override
    public Optional<Instant> once() {
        return Optional.of(at);
    }

    @Override
    public String words() {
        var local = at.atZone(zone);
        return "once at " + (local.getSecond() == 0 ? WORDS_SHORT : WORDS).format(local) + " (" + zone + ")";
    }
}
