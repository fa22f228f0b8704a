package dev.daemion.substrate.execution.model.builtin;

import dev.daemion.substrate.execution.model.builtin.Said.Clock;
import dev.daemion.substrate.execution.model.builtin.Said.Part;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times of the day in words: {@code 9}, {@code 5.30 pm}, {@code half past seven}, {@code noon}. */
final class ClockWords {
    private static final List<String> HOURS = List.of(
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve");
    private static final Pattern TIME = Pattern.compile(
            "(?:(?<rel>half past|half to|quarter past|quarter to) )?(?<h>[0-9]{1,2}|[a-z]+)(?:[:.h](?<m>[0-9]{2}))?"
                    + "(?<clock> ?o'?clock)?(?: ?(?<mer>[ap])\\.?m\\.?)?");
    private static final int NOON = 12;
    /** What is later is no morning, what is earlier no evening. */
    private static final int EVENING_BEGINS = 4;

    private static final int NIGHT_BEGINS = 6;

    /** A time of the day, or why there is none such. */
    record Read(@Nullable LocalTime time, String trouble) {}

    private ClockWords() {}

    /** As it was said, whatever it means. */
    static Clock read(String words) {
        var text = words.strip().toLowerCase(Locale.ROOT).replaceFirst("^at ", "");
        var match = TIME.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("no time: " + words);
        }
        var meridiem = match.group("mer") == null ? null : match.group("mer") + "m";
        return switch (match.group("h")) {
            case "noon", "midday" -> new Clock(text, NOON, 0, false, null);
            case "midnight" -> new Clock(text, 0, 0, false, null);
            default -> {
                int hour = hour(match.group("h"));
                int minute = match.group("m") == null ? 0 : Integer.parseInt(match.group("m"));
                boolean isBare = match.group("m") == null
                        && meridiem == null
                        && !match.group("h").startsWith("0")
                        && hour >= 1
                        && hour < NOON;
                yield switch (match.group("rel") == null
                        ? ""
                        : match.group("rel").substring(0, 6)) {
                    case "half p" -> new Clock(text, hour, 30, isBare, meridiem);
                    case "quarte" ->
                        match.group("rel").endsWith("past")
                                ? new Clock(text, hour, 15, isBare, meridiem)
                                : new Clock(text, hour == 1 ? NOON : hour - 1, 45, isBare, meridiem);
                    default -> new Clock(text, hour, minute, isBare, meridiem);
                };
            }
        };
    }

    private static int hour(String text) {
        return Character.isDigit(text.charAt(0)) ? Integer.parseInt(text) : HOURS.indexOf(text);
    }

    /** What it means in that part of the day. */
    static Read in(@Nullable Part part, Clock said) {
        int hour = said.hour();
        if (said.minute() > 59 || hour > 23 || hour < 0) {
            return none(said, "is no time of the day");
        }
        if (said.meridiem() != null) {
            if (hour < 1 || hour > NOON) {
                return none(said, "is no time of the day");
            }
            hour = hour % NOON + (said.meridiem().equals("pm") ? NOON : 0);
        } else if (part != null && hour <= NOON && isNumber(said)) {
            hour = later(part, hour);
        }
        return part != null && !isIn(part, hour)
                ? none(said, "is not in the " + part.name().toLowerCase(Locale.ROOT))
                : new Read(LocalTime.of(hour, said.minute()), "");
    }

    /** Noon and midnight mean what they say in any part of the day. */
    private static boolean isNumber(Clock said) {
        return said.hour() > 0;
    }

    private static int later(Part part, int hour) {
        return switch (part) {
            case MORNING -> hour;
            case AFTERNOON -> hour == NOON ? hour : hour + NOON;
            case EVENING -> hour >= EVENING_BEGINS && hour < NOON ? hour + NOON : hour;
            case NIGHT -> hour == NOON ? 0 : hour >= EVENING_BEGINS ? hour + NOON : hour;
        };
    }

    private static boolean isIn(Part part, int hour) {
        return switch (part) {
            case MORNING -> hour < NOON;
            case AFTERNOON -> hour >= NOON && hour < 19;
            case EVENING -> hour >= NOON + EVENING_BEGINS || hour == 0;
            case NIGHT -> hour >= NOON + NIGHT_BEGINS || hour < NIGHT_BEGINS;
        };
    }

    private static Read none(Clock said, String why) {
        return new Read(null, "*" + said.words() + "* " + why + ".");
    }
}
