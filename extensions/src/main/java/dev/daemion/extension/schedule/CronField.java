package dev.daemion.extension.schedule;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * One field of a cron expression as the set of its values, bit n for n.
 *
 * @param isOpen it begins with {@code *} or is {@code ?}: it restricts nothing by itself (crontab(5))
 */
record CronField(Unit unit, long values, boolean isOpen) {
    /** What a field counts. */
    enum Unit {
        SECOND("second", 0, 59, ""),
        MINUTE("minute", 0, 59, ""),
        HOUR("hour", 0, 23, ""),
        DAY("day of the month", 1, 31, ""),
        MONTH("month", 1, 12, "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"),
        WEEKDAY("day of the week", 0, 7, "SUN MON TUE WED THU FRI SAT");

        private static final int NAME_LENGTH = 3;

        private final String label;
        private final int min;
        private final int max;
        private final String names;

        Unit(String label, int min, int max, String names) {
            this.label = label;
            this.min = min;
            this.max = max;
            this.names = names;
        }

        /** The value that a name stands for, or -1. */
        private int named(String text) {
            int at = text.length() == NAME_LENGTH ? names.indexOf(text.toUpperCase(Locale.ROOT)) : -1;
            return at % (NAME_LENGTH + 1) == 0 ? min + at / (NAME_LENGTH + 1) : -1;
        }

        private String range() {
            return min + " to " + max
                    + (names.isEmpty()
                            ? ""
                            : " or " + names.substring(0, NAME_LENGTH) + " to "
                                    + names.substring(names.length() - NAME_LENGTH));
        }
    }

    static CronField parse(Unit unit, String text) throws ScheduleRefused {
        boolean isOpen = text.startsWith("*") || text.equals("?");
        if (text.equals("?") && unit != Unit.DAY && unit != Unit.WEEKDAY) {
            throw refused(unit, "'?' stands only for a day of the month or of the week; write *");
        }
        long values = 0;
        for (var part : text.split(",", -1)) {
            values |= part(unit, part.equals("?") && isOpen ? "*" : part);
        }
        return new CronField(unit, values, isOpen);
    }

    /** What a list of the field holds: {@code *}, {@code 5}, {@code 1-5}, and each with {@code /n}. */
    static long part(Unit unit, String part) throws ScheduleRefused {
        int slash = part.indexOf('/');
        var range = slash < 0 ? part : part.substring(0, slash);
        int step = slash < 0 ? 1 : step(unit, part.substring(slash + 1));
        int dash = range.indexOf('-');
        int from;
        int to;
        if (range.equals("*")) {
            from = unit.min;
            to = unit == Unit.WEEKDAY ? 6 : unit.max;
        } else if (dash < 0) {
            from = value(unit, range);
            to = slash < 0 ? from : unit == Unit.WEEKDAY && from < 7 ? 6 : unit.max;
        } else {
            from = value(unit, range.substring(0, dash));
            to = last(unit, range.substring(dash + 1), from);
            checkOrder(unit, range, from, to);
        }
        long values = 0;
        for (int value = from; value <= to; value += step) {
            values |= 1L << (unit == Unit.WEEKDAY && value == 7 ? 0 : value);
        }
        return values;
    }

    /** A number in the field's range or one of its names. */
    static int value(Unit unit, String text) throws ScheduleRefused {
        int named = unit.named(text);
        if (named >= 0) {
            return named;
        }
        if (!isNumber(text)) {
            throw refused(unit, "expected " + unit.range() + ", found '" + text + "'");
        }
        int value = Integer.parseInt(text);
        if (value < unit.min || value > unit.max) {
            throw refused(unit, "expected " + unit.min + " to " + unit.max + ", found " + value);
        }
        return value;
    }

    static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 4 && text.chars().allMatch(letter -> letter >= '0' && letter <= '9');
    }

    static ScheduleRefused refused(Unit unit, String detail) {
        return new ScheduleRefused("schedule", "in the field " + unit.label + ": " + detail);
    }

    /** Sunday is the last day of a week as well as its first: {@code FRI-SUN}. */
    private static int last(Unit unit, String text, int from) throws ScheduleRefused {
        int to = value(unit, text);
        return unit == Unit.WEEKDAY && to == 0 && from > 0 && !isNumber(text) ? 7 : to;
    }

    private static void checkOrder(Unit unit, String range, int from, int to) throws ScheduleRefused {
        if (from > to) {
            int first = unit == Unit.WEEKDAY ? 1 : unit.min;
            var before = from == unit.max ? "" + from : from + "-" + unit.max;
            var after = to <= first ? "" + to : first + "-" + to;
            boolean isSundayEnd = unit == Unit.WEEKDAY && to == 0;
            throw refused(
                    unit, "the range " + range + " runs backwards; write " + before + (isSundayEnd ? "" : "," + after));
        }
    }

    private static int step(Unit unit, String text) throws ScheduleRefused {
        int most = unit.max - unit.min + (unit == Unit.WEEKDAY ? 0 : 1);
        if (!isNumber(text) || Integer.parseInt(text) < 1 || Integer.parseInt(text) > most) {
            throw refused(
                    unit,
                    "expected a step of 1 to " + most + ", found '" + text
                            + "'; a longer or uneven interval is said with 'every'");
        }
        return Integer.parseInt(text);
    }

    boolean has(int value) {
        return (values >> value & 1) != 0;
    }

    /** The first value from there on, or -1. */
    int next(int from) {
        long rest = from > 63 ? 0 : values >>> from << from;
        return rest == 0 ? -1 : Long.numberOfTrailingZeros(rest);
    }

    int first() {
        return Long.numberOfTrailingZeros(values);
    }

    boolean isEverything() {
        return Long.bitCount(values) == (unit == Unit.WEEKDAY ? 7 : unit.max - unit.min + 1);
    }

    /** In order. */
    List<Integer> list() {
        return IntStream.rangeClosed(unit.min, unit.max)
                .filter(this::has)
                .boxed()
                .toList();
    }
}
