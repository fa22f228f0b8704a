package dev.daemion.extension.schedule;

import java.time.DayOfWeek;
import java.time.Month;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** A cron expression in English. */
record CronWords(CronField seconds, CronField minutes, CronField hours, CronDays days) {
    private static final int TIMES_MAX = 6;
    private static final List<String> NTH = List.of("first", "second", "third", "fourth", "fifth");

    String say(ZoneId zone) {
        var day = day();
        var time = time(day.isEmpty());
        return time + (day.isEmpty() ? "" : " " + day) + " (" + zone + ")";
    }

    private String time(boolean isDaily) {
        if (hours.isEverything()) {
            return withinEveryHour();
        }
        int count = hours.list().size() * minutes.list().size() * seconds.list().size();
        if (isEven(hours, 24) && count / hours.list().size() == 1) {
            return "every " + (24 / hours.list().size()) + " hours from " + clock(hours.first());
        }
        if (count <= TIMES_MAX) {
            var times = new ArrayList<String>();
            hours.list()
                    .forEach(hour -> minutes.list()
                            .forEach(minute ->
                                    seconds.list().forEach(second -> times.add(clock(hour, minute, second)))));
            return "at " + join(times) + (isDaily ? " every day" : "");
        }
        boolean isOneMinute = minutes.list().size() == 1;
        if (seconds.values() == 1 && isRun(hours) && (isOneMinute || isEven(minutes, 60))) {
            var last = clock(hours.list().getLast(), minutes.list().getLast(), 0);
            return (isOneMinute ? "every hour" : interval(60 / minutes.list().size(), "minute")) + " from "
                    + clock(hours.first()) + " to " + last;
        }
        return withinTheHour() + " in the hours " + join(ranges(hours, value -> two(value)));
    }

    private String withinEveryHour() {
        boolean isWhole = seconds.values() == 1;
        if (isWhole && isEven(minutes, 60)) {
            int every = 60 / minutes.list().size();
            var phase = minutes.first() == 0 ? "" : " from " + minutes.first() + " past the hour";
            return every == 60 ? pastTheHour() : interval(every, "minute") + phase;
        }
        if (!isWhole
                && minutes.isEverything()
                && isEven(seconds, 60)
                && seconds.list().size() > 1) {
            return interval(60 / seconds.list().size(), "second");
        }
        return isWhole ? pastTheHour() : withinTheHour() + " of every hour";
    }

    private String pastTheHour() {
        if (minutes.values() == 1) {
            return "every hour";
        }
        var past = join(ranges(minutes, String::valueOf));
        return "at " + past + (past.equals("1") ? " minute" : " minutes") + " past every hour";
    }

    private String withinTheHour() {
        var minute = minutes.isEverything() ? "every minute" : plural("minute", minutes);
        boolean isWhole = seconds.values() == 1;
        return isWhole
                ? (minutes.isEverything() ? minute : "at " + minute)
                : "at " + plural("second", seconds) + " of " + minute;
    }

    private String day() {
        var date = dateWords();
        var weekday = weekdayWords();
        var months = days.months().isEverything() ? "" : join(ranges(days.months(), CronWords::month));
        var ofMonth = months.isEmpty() ? " of the month" : " of " + months;
        if (date.isEmpty() && weekday.isEmpty()) {
            return months.isEmpty() ? "" : "every day in " + months;
        }
        if (date.isEmpty()) {
            boolean isPlain = days.weekdaysLast() == 0 && days.weekdaysNth() == 0;
            return "on " + weekday + (isPlain ? (months.isEmpty() ? "" : " in " + months) : ofMonth);
        }
        if (weekday.isEmpty()) {
            return "on " + date + ofMonth;
        }
        boolean isBoth = days.dates().isOpen() || days.weekdays().isOpen();
        return "on " + date + ofMonth + (isBoth ? ", only on " : " and on ") + weekday
                + (isBoth || months.isEmpty() ? "" : " in " + months);
    }

    private String dateWords() {
        var words = new ArrayList<String>();
        var dates = days.dates();
        if (dates.isEverything()) {
            return "";
        }
        int step = dates.isOpen() ? dates.next(2) - 1 : 0;
        if (dates.isOpen() && dates.list().size() > TIMES_MAX) {
            words.add("every " + step + (step == 2 ? "nd" : step == 3 ? "rd" : "th") + " day from day 1");
        } else if (dates.values() != 0) {
            words.add(plural("day", dates));
        }
        bits(days.datesFromEnd())
                .forEach(before -> words.add(before == 0 ? "the last day" : "the last day but " + before));
        bits(days.datesNearest())
                .forEach(day -> words.add(day == 0 ? "the last weekday" : "the weekday nearest to day " + day));
        return join(words);
    }

    private String weekdayWords() {
        var weekdays = days.weekdays();
        if (weekdays.isEverything()) {
            return "";
        }
        var words = new ArrayList<String>();
        // Monday first, as the words of a week go
        long mondayFirst = (weekdays.values() >> 1 & 63) | ((weekdays.values() & 1) << 6);
        if (mondayFirst != 0) {
            var list = bits(mondayFirst);
            boolean isRun = list.size() > 2 && list.getLast() - list.getFirst() == list.size() - 1;
            if (isRun) {
                words.add(weekday(list.getFirst() + 1) + " to " + weekday(list.getLast() + 1));
            } else {
                list.forEach(day -> words.add(weekday(day + 1) + "s"));
            }
        }
        bits(days.weekdaysLast()).forEach(day -> words.add("the last " + weekday(day)));
        bits(days.weekdaysNth()).forEach(bit -> words.add("the " + NTH.get(bit % 5) + " " + weekday(bit / 5)));
        return join(words);
    }

    private static List<Integer> bits(long values) {
        return IntStream.range(0, 64)
                .filter(bit -> (values >> bit & 1) != 0)
                .boxed()
                .toList();
    }

    /** Every n-th value of all that there are, over the end and round again. */
    private static boolean isEven(CronField field, int count) {
        var list = field.list();
        if (count % list.size() != 0 || list.getFirst() >= count / list.size()) {
            return false;
        }
        int step = count / list.size();
        return IntStream.range(0, list.size()).allMatch(i -> list.get(i) == list.getFirst() + i * step)
                && list.size() > 1;
    }

    private static boolean isRun(CronField field) {
        var list = field.list();
        return list.getLast() - list.getFirst() == list.size() - 1;
    }

    private static String plural(String unit, CronField field) {
        var parts = ranges(field, String::valueOf);
        return unit + (field.list().size() == 1 ? " " : "s ") + join(parts);
    }

    /** Three and more in a row become one range. */
    private static List<String> ranges(CronField field, IntFunction<String> say) {
        var words = new ArrayList<String>();
        var list = field.list();
        int from = 0;
        while (from < list.size()) {
            int to = from;
            while (to + 1 < list.size() && list.get(to + 1) == list.get(to) + 1) {
                to++;
            }
            if (to - from >= 2) {
                words.add(say.apply(list.get(from)) + " to " + say.apply(list.get(to)));
            } else {
                list.subList(from, to + 1).forEach(value -> words.add(say.apply(value)));
            }
            from = to + 1;
        }
        return words;
    }

    private static String join(List<String> words) {
        return words.size() < 2
                ? String.join("", words)
                : String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
    }

    private static String interval(int every, String unit) {
        return every == 1 ? "every " + unit : "every " + every + " " + unit + "s";
    }

    private String clock(int hour) {
        return clock(hour, minutes.first(), seconds.first());
    }

    private static String clock(int hour, int minute, int second) {
        return two(hour) + ":" + two(minute) + (second == 0 ? "" : ":" + two(second));
    }

    private static String two(int value) {
        return value < 10 ? "0" + value : String.valueOf(value);
    }

    private static String month(int month) {
        return Month.of(month).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }

    /** @param day 0 or 7 is Sunday */
    private static String weekday(int day) {
        return DayOfWeek.of(day == 0 ? 7 : day).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }
}
