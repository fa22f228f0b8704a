package dev.daemion.substrate.execution.model.builtin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.substrate.execution.model.builtin.Said.Cadence;
import dev.daemion.substrate.execution.model.builtin.Said.Clock;
import dev.daemion.substrate.execution.model.builtin.Said.Part;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * From what was said about time to the trigger it means, or to the question it leaves open. Nothing is guessed: a day
 * without a time, a time that has passed, <i>on friday</i> (which one, or each?) are asked.
 */
final class Timing {
    /** What came of the words. */
    sealed interface Meaning {
        record Trigger(ObjectNode trigger) implements Meaning {}

        record AtWhatTime() implements Meaning {}

        /** @param example of an answer */
        record OnWhichDay(String example) implements Meaning {}

        /** Two readings, each in words that say it clearly. */
        record Either(String first, String second) implements Meaning {}

        /** @param why a sentence */
        record Nothing(String why) implements Meaning {}
    }

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM", Locale.ENGLISH);
    /** A number below it, alone, is as likely meant for the afternoon. */
    private static final int EARLY = 7;

    private static final int MINUTES = 60;
    private static final int SECONDS_MIN = 10;

    private final Said said;
    private final ZonedDateTime now;

    private Timing(Said said, ZonedDateTime now) {
        this.said = said;
        this.now = now;
    }

    static Meaning of(Said said, ZonedDateTime now) {
        return new Timing(said, said.zone == null ? now : now.withZoneSameInstant(said.zone)).meaning();
    }

    private Meaning meaning() {
        if (said.trouble != null) {
            return new Meaning.Nothing(said.trouble);
        }
        if (said.cron != null) {
            return cron(said.cron);
        }
        for (var clock : said.times) {
            var read = ClockWords.in(said.part, clock);
            if (read.time() == null) {
                return new Meaning.Nothing(read.trouble());
            }
        }
        if (isContradiction()) {
            return new Meaning.Nothing("*" + said.text() + "* says two things at once.");
        }
        if (said.every != null || said.isFrequent()) {
            return often();
        }
        if (isRepeated()) {
            return repeated();
        }
        return once();
    }

    private boolean isRepeated() {
        return said.cadence != null || !said.days.isEmpty() || !said.weekdays.isEmpty() || said.isOfMonth;
    }

    /** Once and again and again; dates of a month and days of the week, of which cron would take either. */
    private boolean isContradiction() {
        boolean isOnce = said.date != null || said.moment != null;
        boolean isOften = said.every != null || isRepeated();
        boolean hasDates = !said.dates.isEmpty() || said.yearDay != null;
        boolean hasDays = !said.days.isEmpty() || !said.weekdays.isEmpty() || said.onDay != null;
        return (isOnce && isOften) || (hasDates && hasDays) || (!said.days.isEmpty() && !said.weekdays.isEmpty());
    }

    // ---- every few minutes or hours ----
    private Meaning often() {
        if (!said.times.isEmpty() || said.part != null || !said.dates.isEmpty() || !said.weekdays.isEmpty()) {
            return said.every != null && said.every.unit() == 'd'
                    ? new Meaning.Nothing(
                            "*every " + said.every.count() + " days* at a fixed time is nothing a schedule"
                                    + " can say: *every " + said.every.count() * 24
                                    + " hours* counts from when it is approved, *every monday and thursday at 9* has"
                                    + " fixed days.")
                    : new Meaning.Nothing("*" + said.text() + "* leaves open what counts, the interval or the time.");
        }
        if (said.every != null && said.every.unit() == 's' && said.every.count() < SECONDS_MIN) {
            return new Meaning.Nothing("Nothing fires more often than every " + SECONDS_MIN + " seconds.");
        }
        if (said.every != null && said.every.count() < 1) {
            return new Meaning.Nothing("*" + said.text() + "* is no interval.");
        }
        var days = weekdays();
        boolean isWhole = said.window == null && days.equals("*");
        if (said.every != null && isWhole) {
            return new Meaning.Trigger(
                    JSON.objectNode().put("type", "cron").put("every", said.every.count() + "" + said.every.unit()));
        }
        var every = said.every == null ? new Said.Every(1, said.cadence == Cadence.HOUR ? 'h' : 'm') : said.every;
        boolean isOfHours = every.unit() == 'h';
        int whole = isOfHours ? 24 : MINUTES;
        boolean isOfClock = isOfHours || every.unit() == 'm';
        if (!isOfClock || every.count() < 1 || every.count() >= whole || whole % every.count() != 0) {
            return new Meaning.Nothing("*" + said.text() + "* has steps that do not fit an hour or a day: *every "
                    + (isOfHours ? "2 hours" : "15 minutes") + "* would.");
        }
        var hours = hours(isOfHours ? every.count() : 1, isOfHours);
        if (hours == null) {
            return new Meaning.Nothing("Hours from and until are whole ones, such as *between 9 and 17*.");
        }
        var minutes = isOfHours ? "0" : every.count() == 1 ? "*" : "*/" + every.count();
        return cron(minutes + " " + hours + " * * " + days);
    }

    /** As cron has them; null when they are no whole hours. */
    private @Nullable String hours(int step, boolean isWithLast) {
        if (said.window == null) {
            return step == 1 ? "*" : "*/" + step;
        }
        var from = ClockWords.in(null, said.window.from()).time();
        var until = ClockWords.in(null, afternoon(said.window)).time();
        if (from == null || until == null || from.getMinute() != 0 || until.getMinute() != 0 || from.equals(until)) {
            return null;
        }
        int last = isWithLast ? until.getHour() : (until.getHour() + 23) % 24;
        int count = Math.floorMod(last - from.getHour(), 24) + 1;
        if (from.getHour() <= last) {
            return from.getHour() + "-" + last + (step == 1 ? "" : "/" + step);
        }
        return IntStream.iterate(0, i -> i < count, i -> i + step)
                .map(i -> (from.getHour() + i) % 24)
                .sorted()
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(","));
    }

    /** <i>9 to 5</i> ends in the afternoon. */
    private static Clock afternoon(Said.Window window) {
        var until = window.until();
        return until.isBare()
                        && window.from().isBare()
                        && until.hour() <= window.from().hour()
                ? new Clock(until.words(), until.hour() + 12, 0, false, null)
                : until;
    }

    // ---- on days ----
    private Meaning repeated() {
        if (said.window != null) {
            return new Meaning.Nothing("*" + said.text() + "* leaves open how often in that time: *every hour "
                    + "between 9 and 17*, for example.");
        }
        if (said.cadence == Cadence.WEEK && said.days.isEmpty() && said.weekdays.isEmpty()) {
            return new Meaning.OnWhichDay("on monday at 9");
        }
        if (said.cadence == Cadence.MONTH && said.dates.isEmpty() && said.weekdays.isEmpty()) {
            return new Meaning.OnWhichDay("on the 1st at 9");
        }
        if (said.cadence == Cadence.YEAR && said.yearDay == null) {
            return new Meaning.OnWhichDay("on 24 december at 9");
        }
        if (said.times.isEmpty()) {
            return new Meaning.AtWhatTime();
        }
        var times = times();
        long minutes = times.stream().map(LocalTime::getMinute).distinct().count();
        if (minutes > 1) {
            return new Meaning.Nothing("Times of one job share their minute: *at 9:30 and 17:30* is one job, *at 9 and"
                    + " 17:30* are two.");
        }
        var hours = times.stream()
                .map(LocalTime::getHour)
                .distinct()
                .sorted()
                .map(String::valueOf)
                .collect(Collectors.joining(","));
        var day = said.yearDay == null
                ? said.dates.isEmpty() ? "*" : String.join(",", said.dates)
                : String.valueOf(said.yearDay.getDayOfMonth());
        var month = said.yearDay == null
                ? said.monthStep == 1 ? "*" : "*/" + said.monthStep
                : String.valueOf(said.yearDay.getMonthValue());
        return cron(times.getFirst().getMinute() + " " + hours + " " + day + " " + month + " " + weekdays());
    }

    private List<LocalTime> times() {
        var times = new ArrayList<LocalTime>();
        for (var clock : said.times) {
            var time = ClockWords.in(said.part, clock).time();
            if (time != null) {
                times.add(time);
            }
        }
        return times;
    }

    /** Days of the week as cron has them. */
    private String weekdays() {
        if (!said.weekdays.isEmpty()) {
            return String.join(",", said.weekdays);
        }
        Set<DayOfWeek> days = said.days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : EnumSet.copyOf(said.days);
        days.removeAll(said.except);
        if (days.size() == 7 || days.isEmpty()) {
            return "*";
        }
        return days.equals(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY))
                ? "1-5"
                : days.stream()
                        .map(day -> day.getValue() % 7)
                        .sorted()
                        .map(String::valueOf)
                        .collect(Collectors.joining(","));
    }

    private Meaning cron(String schedule) {
        return new Meaning.Trigger(
                JSON.objectNode().put("type", "cron").put("schedule", schedule).put("timezone", zone(now.getZone())));
    }

    static String zone(ZoneId zone) {
        return zone.getId().equals("Z") ? "UTC" : zone.getId();
    }

    // ---- once ----
    private Meaning once() {
        if (said.window != null || said.times.size() > 1 || !said.except.isEmpty()) {
            return new Meaning.Nothing("*" + said.text() + "* leaves open whether it happens once or every day.");
        }
        if (said.onDay != null) {
            return said.times.isEmpty() ? new Meaning.AtWhatTime() : whichDay(said.onDay);
        }
        if (!said.dates.isEmpty()) {
            return said.times.isEmpty()
                    ? new Meaning.AtWhatTime()
                    : whichDate(said.dates.iterator().next());
        }
        if (said.times.isEmpty()) {
            return said.moment == null ? new Meaning.AtWhatTime() : at(said.moment);
        }
        var time = times().getFirst();
        if (said.date == null) {
            return said.moment == null ? next(time) : new Meaning.Nothing("*" + said.text() + "* says two times.");
        }
        if (isEarly(said.times.getFirst())) {
            return morningOrAfternoon();
        }
        return on(said.date, time);
    }

    private Meaning on(LocalDate date, LocalTime time) {
        // What is said of a night is said of what comes after midnight too.
        boolean isPastMidnight =
                (said.part == Part.NIGHT && time.getHour() < 6) || (said.part == Part.EVENING && time.getHour() == 0);
        return at(date.plusDays(isPastMidnight ? 1 : 0).atTime(time));
    }

    /** The time of day alone: the next one, where that is what anybody would mean. */
    private Meaning next(LocalTime time) {
        var clock = said.times.getFirst();
        var today = now.toLocalDate();
        var next = time.isAfter(now.toLocalTime())
                ? today.atTime(time)
                : today.plusDays(1).atTime(time);
        if (said.part == null && clock.isBare()) {
            var other = time.plusHours(12);
            var then = other.isAfter(now.toLocalTime())
                    ? today.atTime(other)
                    : today.plusDays(1).atTime(other);
            if (then.isBefore(next) || clock.hour() < EARLY) {
                return morningOrAfternoon();
            }
        }
        return at(next);
    }

    private boolean isEarly(Clock clock) {
        return said.part == null && clock.isBare() && clock.hour() < EARLY;
    }

    private Meaning morningOrAfternoon() {
        var bare = said.timeWords.strip();
        return new Meaning.Either(
                said.text().replace(bare, bare + " am"), said.text().replace(bare, bare + " pm"));
    }

    private Meaning whichDay(DayOfWeek day) {
        var coming = now.toLocalDate().with(TemporalAdjusters.next(day));
        var name = day.getDisplayName(TextStyle.FULL, Locale.ENGLISH).toLowerCase(Locale.ROOT);
        var words = said.openWords;
        return words.toLowerCase(Locale.ROOT).contains("next")
                ? new Meaning.Either(
                        said.text().replace(words, "on " + DAY.format(coming)),
                        said.text().replace(words, "on " + DAY.format(coming.plusWeeks(1))))
                : new Meaning.Either(
                        said.text().replace(words, "this " + name), said.text().replace(words, "every " + name));
    }

    private Meaning whichDate(String day) {
        var words = said.openWords;
        int number = Integer.parseInt(day);
        var coming = now.toLocalDate();
        while (coming.getDayOfMonth() != number) {
            coming = coming.plusDays(1);
        }
        return new Meaning.Either(
                said.text().replace(words, "on " + DAY.format(coming)),
                said.text().replace(words, words + " of every month"));
    }

    private Meaning at(LocalDateTime local) {
        var moment = local.atZone(now.getZone());
        if (!moment.isAfter(now)) {
            return new Meaning.Nothing("*" + said.text() + "* has passed: it is "
                    + DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm", Locale.ENGLISH)
                            .format(now) + ".");
        }
        return new Meaning.Trigger(JSON.objectNode()
                .put("type", "cron")
                .put(
                        "at",
                        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                                moment.toOffsetDateTime().truncatedTo(ChronoUnit.SECONDS))));
    }
}
