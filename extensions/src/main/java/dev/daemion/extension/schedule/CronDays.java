package dev.daemion.extension.schedule;

import dev.daemion.extension.schedule.CronField.Unit;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Locale;
import java.util.Optional;

/**
 * The days a cron expression means. When both the day of the month and the day of the week are restricted, either is
 * enough; a field that begins with {@code *} restricts nothing by itself, and then both have to be met (crontab(5)).
 *
 * @param dates days of the month
 * @param datesFromEnd bit n for n days before the last ({@code L} is bit 0)
 * @param datesNearest days of the month whose nearest weekday is meant ({@code 15W}); bit 0 for {@code LW}
 * @param weekdays days of the week, Sunday bit 0
 * @param weekdaysLast days of the week whose last of the month is meant ({@code 5L})
 * @param weekdaysNth {@code 1#2}: bit 5 × day + n - 1
 */
record CronDays(
        CronField months,
        CronField dates,
        long datesFromEnd,
        long datesNearest,
        CronField weekdays,
        long weekdaysLast,
        long weekdaysNth) {
    /** The calendar repeats after this many months, weekdays included. */
    private static final int CYCLE_MONTHS = 400 * 12;

    private static final LocalDate CYCLE_START = LocalDate.of(2000, 1, 1);
    private static final int NTH_MAX = 5;

    static CronDays parse(String datesText, String monthsText, String weekdaysText) throws ScheduleRefused {
        var months = CronField.parse(Unit.MONTH, monthsText);
        boolean isAnyDate = datesText.startsWith("*") || datesText.equals("?");
        long dates = 0;
        long fromEnd = 0;
        long nearest = 0;
        for (var part : (datesText.equals("?") ? "*" : datesText)
                .toUpperCase(Locale.ROOT)
                .split(",", -1)) {
            if (part.equals("LW") || part.equals("WL")) {
                nearest |= 1;
            } else if (part.startsWith("L")) {
                fromEnd |= 1L << beforeLast(part);
            } else if (part.endsWith("W")) {
                nearest |= 1L << CronField.value(Unit.DAY, part.substring(0, part.length() - 1));
            } else {
                dates |= CronField.part(Unit.DAY, part);
            }
        }
        boolean isAnyWeekday = weekdaysText.startsWith("*") || weekdaysText.equals("?");
        long weekdays = 0;
        long last = 0;
        long nth = 0;
        for (var part : (weekdaysText.equals("?") ? "*" : weekdaysText).split(",", -1)) {
            int hash = part.indexOf('#');
            if (hash >= 0) {
                nth |= 1L << (NTH_MAX * weekday(part.substring(0, hash)) + number(part.substring(hash + 1)) - 1);
            } else if (part.length() > 1 && part.toUpperCase(Locale.ROOT).endsWith("L")) {
                last |= 1L << weekday(part.substring(0, part.length() - 1));
            } else if (part.equalsIgnoreCase("L")) {
                throw CronField.refused(Unit.WEEKDAY, "say of which day it is the last: FRIL or 5L, not L alone");
            } else {
                weekdays |= CronField.part(Unit.WEEKDAY, part);
            }
        }
        var days = new CronDays(
                months,
                new CronField(Unit.DAY, dates, isAnyDate),
                fromEnd,
                nearest,
                new CronField(Unit.WEEKDAY, weekdays, isAnyWeekday),
                last,
                nth);
        if (days.next(CYCLE_START).isEmpty()) {
            throw new ScheduleRefused(
                    "schedule",
                    "such a day never comes: no month '" + monthsText + "' has a day '" + datesText + "'"
                            + (isAnyWeekday ? "" : " that is a '" + weekdaysText + "'") + "; choose another day");
        }
        return days;
    }

    /** The first day from there on. */
    Optional<LocalDate> next(LocalDate from) {
        var month = YearMonth.from(from);
        int day = from.getDayOfMonth();
        for (int i = 0; i <= CYCLE_MONTHS; i++) {
            if (months.has(month.getMonthValue())) {
                long rest = in(month) >>> day << day;
                if (rest != 0) {
                    return Optional.of(month.atDay(Long.numberOfTrailingZeros(rest)));
                }
            }
            month = month.plusMonths(1);
            day = 1;
        }
        return Optional.empty();
    }

    /** The days of one month, bit n for day n. */
    private long in(YearMonth month) {
        int length = month.lengthOfMonth();
        // Sunday 0: the weekday of day n is (first + n) % 7
        int first = (month.atDay(1).getDayOfWeek().getValue() + 6) % 7;
        long all = (1L << (length + 1)) - 2;
        long byDate = byDate(length, first) & all;
        long byWeekday = byWeekday(length, first) & all;
        return dates.isOpen() || weekdays.isOpen() ? byDate & byWeekday : byDate | byWeekday;
    }

    private long byDate(int length, int first) {
        long days = dates.values();
        for (long rest = datesFromEnd; rest != 0; rest &= rest - 1) {
            int before = Long.numberOfTrailingZeros(rest);
            days |= before < length ? 1L << (length - before) : 0;
        }
        for (long rest = datesNearest; rest != 0; rest &= rest - 1) {
            int said = Long.numberOfTrailingZeros(rest);
            days |= said <= length ? 1L << nearestWeekday(said == 0 ? length : said, length, first) : 0;
        }
        return days;
    }

    /** Within the month; a Saturday goes to the Friday before it, a Sunday to the Monday after. */
    private static int nearestWeekday(int day, int length, int first) {
        return switch ((first + day) % 7) {
            case 6 -> day == 1 ? 3 : day - 1;
            case 0 -> day == length ? day - 2 : day + 1;
            default -> day;
        };
    }

    private long byWeekday(int length, int first) {
        if (weekdays.isEverything()) {
            return -1;
        }
        long days = 0;
        for (int day = 1; day <= length; day++) {
            int weekday = (first + day) % 7;
            boolean isMeant = weekdays.has(weekday)
                    || ((weekdaysLast >> weekday & 1) != 0 && day > length - 7)
                    || (weekdaysNth >> (NTH_MAX * weekday + (day - 1) / 7) & 1) != 0;
            days |= isMeant ? 1L << day : 0;
        }
        return days;
    }

    private static int beforeLast(String part) throws ScheduleRefused {
        if (part.equals("L")) {
            return 0;
        }
        var number = part.startsWith("L-") ? part.substring(2) : "";
        if (!CronField.isNumber(number) || Integer.parseInt(number) > 30) {
            throw CronField.refused(Unit.DAY, "expected L, LW or L-1 to L-30, found '" + part + "'");
        }
        return Integer.parseInt(number);
    }

    private static int weekday(String text) throws ScheduleRefused {
        return CronField.value(Unit.WEEKDAY, text) % 7;
    }

    private static int number(String text) throws ScheduleRefused {
        if (!CronField.isNumber(text) || Integer.parseInt(text) < 1 || Integer.parseInt(text) > NTH_MAX) {
            throw CronField.refused(Unit.WEEKDAY, "expected a week of 1 to 5 after '#', found '" + text + "'");
        }
        return Integer.parseInt(text);
    }
}
