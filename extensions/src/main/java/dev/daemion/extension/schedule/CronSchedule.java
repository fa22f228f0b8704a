package dev.daemion.extension.schedule;

import dev.daemion.extension.schedule.CronField.Unit;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A cron expression in a zone. One that names hours means times of the day: a time that is skipped by a change of the
 * clock is due once at the first instant after the gap, one that comes twice at its first occurrence only. One that
 * holds in every hour follows elapsed time: it is due whenever the clock on the wall shows what it says, in both passes
 * of a repeated hour and never for a skipped one.
 */
record CronSchedule(CronField seconds, CronField minutes, CronField hours, CronDays days, ZoneId zone)
        implements Schedule {
    private static final Map<String, String> MACROS = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");
    private static final int APART_MIN_SECONDS = 10;

    static CronSchedule parse(String text, ZoneId zone) throws ScheduleRefused {
        var said = text.strip();
        var expression = said.startsWith("@") ? macro(said) : said;
        var fields = expression.split("\\s+", -1);
        if (fields.length < 5 || fields.length > 6) {
            throw new ScheduleRefused(
                    "schedule",
                    "expected five fields (minute hour day month weekday), or six with seconds first, or one of "
                            + "@yearly, @monthly, @weekly, @daily, @hourly; found '" + said + "' with "
                            + fields.length);
        }
        int at = fields.length - 5;
        var seconds = CronField.parse(Unit.SECOND, at == 0 ? "0" : fields[0]);
        var minutes = CronField.parse(Unit.MINUTE, fields[at]);
        var hours = CronField.parse(Unit.HOUR, fields[at + 1]);
        var days = CronDays.parse(fields[at + 2], fields[at + 3], fields[at + 4]);
        checkApart(seconds, minutes, hours);
        return new CronSchedule(seconds, minutes, hours, days, zone);
    }

    @Override
    public String words() {
        return new CronWords(seconds, minutes, hours, days).say(zone);
    }

    private static String macro(String said) throws ScheduleRefused {
        var expression = MACROS.get(said.toLowerCase(Locale.ROOT));
        if (expression != null) {
            return expression;
        }
        var name = said.toLowerCase(Locale.ROOT);
        throw new ScheduleRefused(
                "schedule",
                name.startsWith("@every")
                        ? "an interval is said with the key 'every', such as every: 15m; found '" + said + "'"
                        : "expected @yearly, @annually, @monthly, @weekly, @daily, @midnight or @hourly, found '" + said
                                + "'");
    }

    private static void checkApart(CronField seconds, CronField minutes, CronField hours) throws ScheduleRefused {
        int before = -1;
        int apart = 60;
        for (int second : seconds.list()) {
            apart = before < 0 ? apart : Math.min(apart, second - before);
            before = second;
        }
        boolean isOverTheHour = minutes.has(0) && minutes.has(59) && hasNeighbours(hours, 24);
        if (hasNeighbours(minutes, 60) || isOverTheHour) {
            apart = Math.min(apart, seconds.first() + 60 - before);
        }
        if (apart < APART_MIN_SECONDS) {
            throw new ScheduleRefused(
                    "schedule",
                    "it would be due every " + (apart == 1 ? "second" : apart + " seconds") + "; expected at least "
                            + APART_MIN_SECONDS + " seconds between two times, such as */10 in the field second");
        }
    }

    /** Whether two values follow each other; for hours also over midnight. */
    private static boolean hasNeighbours(CronField field, int count) {
        long values = field.values();
        return (values & values >>> 1) != 0 || (count == 24 && field.has(0) && field.has(23));
    }

    @Override
    public Optional<Instant> next(Instant after) {
        if (after.isAfter(WallClock.LAST)) {
            return Optional.empty();
        }
        var from = after.isBefore(WallClock.FIRST) ? WallClock.FIRST : after;
        return hours.isEverything() ? nextElapsed(from) : nextTimeOfDay(from);
    }

    private Optional<Instant> nextTimeOfDay(Instant after) {
        var local = LocalDateTime.ofInstant(after, zone).truncatedTo(ChronoUnit.SECONDS);
        Optional<LocalDateTime> next = nextLocal(local.plusSeconds(1));
        while (next.isPresent()) {
            var due = WallClock.instant(next.get(), zone);
            if (due.isAfter(after)) {
                return Optional.of(due);
            }
            next = nextLocal(next.get().plusSeconds(1)); // its first occurrence has been, in a repeated hour
        }
        return Optional.empty();
    }

    private Optional<Instant> nextElapsed(Instant after) {
        var rules = zone.getRules();
        var from = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        while (!from.isAfter(WallClock.LAST)) {
            var offset = rules.getOffset(from);
            var due = nextLocal(LocalDateTime.ofEpochSecond(from.getEpochSecond(), 0, offset))
                    .map(local -> local.toInstant(offset));
            var change = rules.nextTransition(from);
            if (due.isEmpty() || change == null || due.get().isBefore(change.getInstant())) {
                return due;
            }
            from = change.getInstant(); // from there on the clock shows something else
        }
        return Optional.empty();
    }

    /** The first reading of the clock from there on that matches. */
    private Optional<LocalDateTime> nextLocal(LocalDateTime from) {
        var date = from.toLocalDate();
        var day = days.next(date);
        if (day.isPresent() && day.get().equals(date)) {
            int second = nextSecond(from.toLocalTime().toSecondOfDay());
            if (second >= 0) {
                return Optional.of(date.atStartOfDay().plusSeconds(second));
            }
            day = days.next(date.plusDays(1));
        }
        return day.map(found -> found.atStartOfDay().plusSeconds(nextSecond(0)));
    }

    /** The first second of the day from there on, or -1. */
    private int nextSecond(int from) {
        int hour = from / 3600;
        int minute = from / 60 % 60;
        int second = seconds.next(from % 60);
        if (second < 0) {
            second = seconds.first();
            minute++;
        }
        int dueHour = hours.next(hour);
        int dueMinute = dueHour == hour ? minutes.next(minute) : minutes.first();
        if (dueHour == hour && dueMinute < 0) {
            dueHour = hours.next(hour + 1);
            dueMinute = minutes.first();
        }
        if (dueHour != hour || dueMinute != minute) {
            second = seconds.first();
        }
        return dueHour < 0 ? -1 : dueHour * 3600 + dueMinute * 60 + second;
    }
}
