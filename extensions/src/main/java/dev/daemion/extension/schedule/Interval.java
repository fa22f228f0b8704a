package dev.daemion.extension.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Every so often in elapsed time, whatever the wall clock does: at {@code anchor + n × every} for n = 1, 2, …
 *
 * @param every 10 s to 366 d
 */
record Interval(Duration every, Instant anchor, ZoneId zone) implements Schedule {
    static final Duration EVERY_MIN = Duration.ofSeconds(10);
    private static final Duration EVERY_MAX = Duration.ofDays(366);
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,10})(ms|s|m|h|d)");
    private static final Map<String, Long> UNIT_MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    /** @param text a number and one of ms, s, m, h, d: {@code 15m} */
    static Interval parse(String text, Instant anchor, ZoneId zone) throws ScheduleRefused {
        var match = TEXT.matcher(text.strip());
        if (!match.matches()) {
            throw new ScheduleRefused(
                    "every", "expected a number and one of s, m, h, d, such as 15m, found '" + text + "'");
        }
        var every = Duration.ofMillis(Long.parseLong(match.group(1)) * UNIT_MILLIS.getOrDefault(match.group(2), 0L));
        if (every.compareTo(EVERY_MIN) < 0) {
            throw new ScheduleRefused("every", "expected at least 10s, found '" + text + "'");
        }
        if (every.compareTo(EVERY_MAX) > 0) {
            throw new ScheduleRefused(
                    "every",
                    "expected at most 366d, found '" + text + "'; for something rarer say 'at' or a cron schedule");
        }
        return new Interval(every, anchor, zone);
    }

    @Override
    public Optional<Instant> next(Instant after) {
        if (after.isAfter(WallClock.LAST)) {
            return Optional.empty();
        }
        var since = Duration.between(anchor, after);
        long count = since.isNegative() ? 1 : since.dividedBy(every) + 1;
        return Optional.of(anchor.plus(every.multipliedBy(count)));
    }

    @Override
    public String words() {
        return "every " + amount(every) + " (" + zone + ")";
    }

    private static String amount(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 86_400_000 == 0) {
            return count(millis / 86_400_000, "day");
        }
        if (millis % 3_600_000 == 0) {
            return count(millis / 3_600_000, "hour");
        }
        if (millis % 60_000 == 0) {
            return count(millis / 60_000, "minute");
        }
        return millis % 1000 == 0 ? count(millis / 1000, "second") : millis + " milliseconds";
    }

    private static String count(long number, String unit) {
        return number == 1 ? unit : number + " " + unit + "s";
    }
}
