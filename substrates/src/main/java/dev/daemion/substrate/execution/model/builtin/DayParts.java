package dev.daemion.substrate.execution.model.builtin;

import dev.daemion.substrate.execution.model.builtin.Said.Cadence;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;

/** As {@link TimeParts}: days that come again, of the week and of the month. */
final class DayParts {
    private static final List<String> ORDINALS = List.of("first", "second", "third", "fourth", "fifth");

    private DayParts() {}

    static boolean days(Said said, Collection<DayOfWeek> days) {
        return said.days.isEmpty() && said.onDay == null && said.days.addAll(days);
    }

    static List<DayOfWeek> list(String text) {
        return TimeParts.parts(text).stream().map(DayParts::day).toList();
    }

    static List<DayOfWeek> range(String from, String until) {
        var days = new ArrayList<DayOfWeek>();
        for (var day = day(from); ; day = day.plus(1)) {
            days.add(day);
            if (day == day(until) || days.size() == 7) {
                return days;
            }
        }
    }

    static DayOfWeek day(String text) {
        var start = text.strip().toLowerCase(Locale.ROOT).substring(0, 3);
        return Arrays.stream(DayOfWeek.values())
                .filter(day -> day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH)
                        .toLowerCase(Locale.ROOT)
                        .equals(start))
                .findFirst()
                .orElseThrow();
    }

    static boolean except(Said said, Matcher match, LocalDateTime now) {
        var what = match.group("what").toLowerCase(Locale.ROOT);
        if (what.startsWith("weekend")) {
            return said.except.addAll(range("sat", "sun"));
        }
        boolean isWorkday = what.matches("(?:weekday|work|business).*");
        return said.except.addAll(isWorkday ? range("mon", "fri") : list(what));
    }

    static boolean nthDay(Said said, Matcher match, LocalDateTime now) {
        var words = match.group().toLowerCase(Locale.ROOT);
        var nths = TimeParts.parts(match.group("nths").toLowerCase(Locale.ROOT));
        boolean isEvery = words.startsWith("every") || words.startsWith("each");
        if (isEvery && match.group("of") == null && !nths.equals(List.of("first")) && !nths.equals(List.of("last"))) {
            return TimeParts.trouble(
                    said,
                    "*" + words + "* can be read in two ways: *the " + match.group("nths") + " " + match.group("day")
                            + " of every month* is one that I can do.");
        }
        int number = day(match.group("day")).getValue() % 7;
        nths.forEach(nth -> said.weekdays.add(nth.equals("last") ? number + "L" : number + "#" + place(nth)));
        return true;
    }

    private static int place(String nth) {
        return Character.isDigit(nth.charAt(0)) ? nth.charAt(0) - '0' : ORDINALS.indexOf(nth) + 1;
    }

    /** The dates said before come again each month. */
    static boolean ofMonth(Said said) {
        if (said.dates.isEmpty() || said.isOfMonth) {
            return false;
        }
        said.isOfMonth = true;
        said.openWords = "";
        return true;
    }

    static boolean date(Said said, String date) {
        said.isOfMonth = true;
        return said.dates.add(date);
    }

    /** <i>the 1st and the 15th of every month</i>; without the month only where that was said before. */
    static boolean ordinals(Said said, Matcher match, LocalDateTime now) {
        if (!said.dates.isEmpty()) {
            return false;
        }
        boolean isOfMonth = match.group("of") != null || said.cadence == Cadence.MONTH;
        for (var one : TimeParts.parts(match.group("dates").toLowerCase(Locale.ROOT))) {
            var digits = one.replaceAll("[^0-9]", "");
            int day = Integer.parseInt(digits);
            if (day < 1 || day > 31) {
                return TimeParts.trouble(said, "No month has a " + one.replace("the ", "") + " day.");
            }
            said.dates.add(String.valueOf(day));
        }
        said.isOfMonth |= isOfMonth;
        said.openWords = isOfMonth ? said.openWords : match.group();
        return true;
    }
}
