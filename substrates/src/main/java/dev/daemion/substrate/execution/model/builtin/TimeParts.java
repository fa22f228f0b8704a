package dev.daemion.substrate.execution.model.builtin;

import dev.daemion.substrate.execution.model.builtin.Said.Cadence;
import dev.daemion.substrate.execution.model.builtin.Said.Part;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.format.TextStyle;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts what one element of a phrase about time says where it belongs. Each answers false, and changes nothing, when
 * that does not fit what was said before it.
 */
final class TimeParts {
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("a", 1),
            Map.entry("an", 1),
            Map.entry("one", 1),
            Map.entry("two", 2),
            Map.entry("three", 3),
            Map.entry("four", 4),
            Map.entry("five", 5),
            Map.entry("six", 6),
            Map.entry("seven", 7),
            Map.entry("eight", 8),
            Map.entry("nine", 9),
            Map.entry("ten", 10),
            Map.entry("eleven", 11),
            Map.entry("twelve", 12),
            Map.entry("fifteen", 15),
            Map.entry("twenty", 20),
            Map.entry("thirty", 30),
            Map.entry("sixty", 60),
            Map.entry("ninety", 90));
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    private static final List<String> FIRST = List.of("first", "second", "third");

    private TimeParts() {}

    static boolean trouble(Said said, String sentence) {
        said.trouble = said.trouble == null ? sentence : said.trouble;
        return true;
    }

    // ---- how often ----
    static boolean cron(Said said, Matcher match, LocalDateTime now) {
        if (!said.isEmpty()) {
            return false;
        }
        said.cron = match.group("cron").replaceAll("\\s+", " ");
        return true;
    }

    static boolean interval(Said said, Matcher match, LocalDateTime now) {
        return every(said, match.group("n"), match.group("unit"));
    }

    /** @param number digits, perhaps with a half, or a word */
    static boolean every(Said said, String number, String unit) {
        if (said.every != null || said.cadence != null) {
            return false;
        }
        double n = number(number);
        char letter = letter(unit);
        if (letter == 'y' || letter == 'M') {
            if (n == 1) {
                return cadence(said, letter == 'y' ? Cadence.YEAR : Cadence.MONTH);
            }
            boolean isInYear = letter == 'M' && n > 1 && n < 12 && 12 % n == 0;
            return isInYear
                    ? months(said, (int) n)
                    : trouble(said, "*every " + number + " " + unit + "* is nothing a schedule can say.");
        }
        if (n == 1 && letter != 's') {
            return cadence(
                    said,
                    switch (letter) {
                        case 'm' -> Cadence.MINUTE;
                        case 'h' -> Cadence.HOUR;
                        case 'w' -> Cadence.WEEK;
                        default -> Cadence.DAY;
                    });
        }
        if (letter == 'w') {
            n *= 7;
            letter = 'd';
        }
        if (n != Math.rint(n)) {
            n *= letter == 'd' ? 24 : 60;
            letter = letter == 'd' ? 'h' : letter == 'h' ? 'm' : 's';
        }
        said.every = new Said.Every((int) n, letter);
        return true;
    }

    static boolean cadence(Said said, Matcher match, LocalDateTime now) {
        if (said.cadence != null || said.every != null) {
            return false;
        }
        var adverb = match.group("adverb");
        var word = (adverb == null ? match.group("c") : adverb).toLowerCase(Locale.ROOT);
        if (word.equals("nightly")) {
            said.part = said.part == null ? Part.NIGHT : said.part;
        }
        return cadence(
                said,
                switch (word) {
                    case "minute" -> Cadence.MINUTE;
                    case "hour", "hourly" -> Cadence.HOUR;
                    case "week", "weekly" -> Cadence.WEEK;
                    case "month", "monthly" -> Cadence.MONTH;
                    case "year", "yearly", "annually" -> Cadence.YEAR;
                    default -> Cadence.DAY;
                });
    }

    static boolean cadence(Said said, Cadence cadence) {
        if (said.cadence != null || said.every != null) {
            return false;
        }
        said.cadence = cadence;
        return true;
    }

    static boolean months(Said said, int step) {
        if (!cadence(said, Cadence.MONTH)) {
            return false;
        }
        said.monthStep = step;
        return true;
    }

    static boolean window(Said said, Matcher match, LocalDateTime now) {
        if (said.window != null || !said.times.isEmpty()) {
            return false;
        }
        said.window = new Said.Window(ClockWords.read(match.group("a")), ClockWords.read(match.group("b")));
        return true;
    }

    // ---- once ----
    static boolean on(Said said, LocalDateTime now, int daysAhead) {
        if (said.date != null || said.moment != null) {
            return false;
        }
        said.date = now.toLocalDate().plusDays(daysAhead);
        return true;
    }

    static boolean in(Said said, LocalDateTime now, Duration delay) {
        if (said.date != null || said.moment != null) {
            return false;
        }
        said.moment = now.plus(delay);
        return true;
    }

    static boolean hourAnd(Said said, Matcher match, LocalDateTime now) {
        long minutes = match.group("m") == null ? 30 : Long.parseLong(match.group("m"));
        return in(said, now, Duration.ofMinutes(Math.round(number(match.group("n")) * 60) + minutes));
    }

    static boolean offset(Said said, Matcher match, LocalDateTime now) {
        var n = match.group("n") == null ? match.group("n2") : match.group("n");
        var unit = match.group("n") == null ? match.group("unit2") : match.group("unit");
        return offset(said, now, match.group("half") == null ? n : number(n) + 0.5 + "", unit);
    }

    static boolean offset(Said said, LocalDateTime now, String number, String unit) {
        double n = number(number);
        return switch (letter(unit)) {
            case 's' -> in(said, now, Duration.ofSeconds(Math.round(n)));
            case 'm' -> in(said, now, Duration.ofSeconds(Math.round(n * 60)));
            case 'h' -> in(said, now, Duration.ofMinutes(Math.round(n * 60)));
            case 'M' -> then(said, now.plusMonths((long) n));
            case 'y' -> then(said, now.plusYears((long) n));
            case 'w' -> then(said, now.plusDays(Math.round(n * 7)));
            default -> then(said, now.plusHours(Math.round(n * 24)));
        };
    }

    /** Some days ahead: at this time of the day, unless another is said. */
    private static boolean then(Said said, LocalDateTime moment) {
        if (said.date != null || said.moment != null) {
            return false;
        }
        said.moment = moment;
        said.date = moment.toLocalDate();
        return true;
    }

    static boolean onDay(Said said, Matcher match, LocalDateTime now) {
        var day = DayParts.day(match.group("day"));
        if (said.cadence == Cadence.WEEK) {
            return DayParts.days(said, List.of(day));
        }
        if (said.hasDay()) {
            return false;
        }
        said.onDay = day;
        said.openWords = match.group();
        return true;
    }

    static boolean thatDay(Said said, Matcher match, LocalDateTime now) {
        if (said.hasDay()) {
            return false;
        }
        var day = DayParts.day(match.group("day"));
        var coming = now.toLocalDate().with(TemporalAdjusters.next(day));
        boolean isThisWeek =
                coming.getDayOfWeek().getValue() > now.getDayOfWeek().getValue();
        if (match.group("which").equalsIgnoreCase("next") && isThisWeek) {
            said.onDay = day;
            said.openWords = match.group();
        } else {
            said.date = coming;
        }
        return true;
    }

    static boolean isoDate(Said said, Matcher match, LocalDateTime now) {
        if (said.date != null) {
            return false;
        }
        try {
            said.date = LocalDate.parse(match.group("date"));
            return true;
        } catch (DateTimeException e) {
            return trouble(said, "There is no day " + match.group("date") + ".");
        }
    }

    static boolean namedDay(Said said, Matcher match, LocalDateTime now) {
        var month = MONTHS.indexOf(match.group("m").toLowerCase(Locale.ROOT).substring(0, 3)) + 1;
        int place = FIRST.indexOf(match.group("d").toLowerCase(Locale.ROOT));
        var day = place < 0 ? match.group("d") : String.valueOf(place + 1);
        boolean isYearly = match.group("each") != null || said.cadence == Cadence.YEAR;
        if (!isYearly) {
            return calendarDay(said, day, month, match.group("y"), now);
        }
        said.cadence = Cadence.YEAR;
        try {
            said.yearDay = MonthDay.of(month, Integer.parseInt(day));
            return true;
        } catch (DateTimeException e) {
            return trouble(said, "There is no " + day + " " + match.group("m") + ".");
        }
    }

    /** The next of that name, where no year is said. */
    static boolean calendarDay(Said said, String day, int month, @Nullable String year, LocalDateTime now) {
        if (said.date != null) {
            return false;
        }
        int first = year == null ? now.getYear() : Integer.parseInt(year);
        for (int y = first; y <= (year == null ? first + 8 : first); y++) {
            var date = date(y, month, Integer.parseInt(day));
            if (date.filter(d -> year != null || !d.isBefore(now.toLocalDate())).isPresent()) {
                said.date = date.get();
                return true;
            }
        }
        var name = Month.of(Math.clamp(month, 1, 12)).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
        return trouble(said, "There is no " + day + " " + name + (year == null ? "" : " " + year) + ".");
    }

    /** Empty where that year has none such: 29 February. */
    private static Optional<LocalDate> date(int year, int month, int day) {
        try {
            return Optional.of(LocalDate.of(year, month, day));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    // ---- times of the day ----
    static boolean times(Said said, Matcher match, LocalDateTime now) {
        if (!said.times.isEmpty()) {
            return false;
        }
        for (var one : parts(match.group("times"))) {
            said.times.add(ClockWords.read(one));
        }
        said.timeWords = match.group();
        return true;
    }

    static boolean part(Said said, String word) {
        var name = word.toLowerCase(Locale.ROOT).replaceAll("s$", "");
        var time = switch (name) {
            case "noon", "midday", "midnight" -> ClockWords.read(name);
            default -> null;
        };
        if (time == null ? said.part != null : !said.times.isEmpty()) {
            return false;
        }
        if (time == null) {
            said.part = Part.valueOf(name.toUpperCase(Locale.ROOT));
        } else {
            said.times.add(time);
        }
        return true;
    }

    /** What stands between commas and <i>and</i>. */
    static List<String> parts(String text) {
        return Pattern.compile(TimeElements.JOIN).splitAsStream(text).toList();
    }

    // ---- numbers ----
    private static double number(String text) {
        var known = NUMBERS.get(text.toLowerCase(Locale.ROOT));
        return known == null
                ? text.toLowerCase(Locale.ROOT).startsWith("forty") ? 45 : Double.parseDouble(text)
                : known;
    }

    /** {@code M} is a month. */
    private static char letter(String unit) {
        var lower = unit.toLowerCase(Locale.ROOT);
        return lower.startsWith("mo") ? 'M' : lower.charAt(0);
    }
}
