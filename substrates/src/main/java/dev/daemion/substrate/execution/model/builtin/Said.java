package dev.daemion.substrate.execution.model.builtin;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the words of one phrase about time say, each part as it was read and nothing concluded yet; {@link Timing} does
 * that. Filled by {@link TimeWords}, used once.
 */
final class Said {
    /** How often, where that is one word: every hour, every month. */
    enum Cadence {
        MINUTE,
        HOUR,
        DAY,
        WEEK,
        MONTH,
        YEAR
    }

    enum Part {
        MORNING,
        AFTERNOON,
        EVENING,
        NIGHT
    }

    /**
     * A time of the day as it was said.
     *
     * @param words what was said
     * @param hour as said, even where there is none such
     * @param isBare true for a number alone, which may be meant for the afternoon
     * @param meridiem {@code am} or {@code pm}; null when not said
     */
    record Clock(
            String words,
            int hour,
            int minute,
            boolean isBare,
            @Nullable String meridiem) {}

    /** @param until the hour it ends with */
    record Window(Clock from, Clock until) {}

    /** Every so many; {@code s}, {@code m}, {@code h} or {@code d}. */
    record Every(int count, char unit) {}

    final List<String> words = new ArrayList<>();

    @Nullable
    Every every;

    @Nullable
    Cadence cadence;

    /** Months between two, where the cadence is one of months. */
    int monthStep = 1;

    final Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    final Set<DayOfWeek> except = EnumSet.noneOf(DayOfWeek.class);
    /**
     * Days of a month as cron has them: {@code 15}, {@code L}, {@code LW}; and of its weeks: {@code 1#2}, {@code 5L}.
     */
    final Set<String> dates = new TreeSet<>();

    final Set<String> weekdays = new TreeSet<>();
    boolean isOfMonth;

    @Nullable
    MonthDay yearDay;

    /** A day that is meant once. */
    @Nullable
    LocalDate date;

    /** A moment that needs no time of day. */
    @Nullable
    LocalDateTime moment;

    /** A weekday alone: it may be meant once, or each week. */
    @Nullable
    DayOfWeek onDay;

    /** The words of what can be read in two ways. */
    String openWords = "";

    final List<Clock> times = new ArrayList<>();
    String timeWords = "";

    @Nullable
    Part part;

    @Nullable
    Window window;

    @Nullable
    ZoneId zone;

    /** A schedule as cron has it, said as such. */
    @Nullable
    String cron;

    /** Why nothing can be made of it, a sentence; null when something can. */
    @Nullable
    String trouble;

    boolean isEmpty() {
        return words.isEmpty();
    }

    /** True when it says a day, an interval or a moment, not a time of day alone. */
    boolean hasDay() {
        return every != null
                || cadence != null
                || !days.isEmpty()
                || !dates.isEmpty()
                || !weekdays.isEmpty()
                || yearDay != null
                || date != null
                || moment != null
                || onDay != null
                || cron != null;
    }

    boolean hasTime() {
        return !times.isEmpty() || moment != null || every != null || cron != null || isFrequent();
    }

    boolean isFrequent() {
        return cadence == Cadence.MINUTE || cadence == Cadence.HOUR;
    }

    String text() {
        return String.join(" ", words);
    }
}
