package dev.daemion.extension.definition;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as extensions write them: {@code 500ms}, {@code 30s}, {@code 15m}, {@code 2h}, {@code 7d}. */
public final class Durations {
    private static final Pattern SHAPE = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");

    private Durations() {}

    /** The duration, or the most that is allowed when it is longer or cannot be counted. */
    public static Duration atMost(Duration max, String text) {
        try {
            var duration = of(text);
            return duration.compareTo(max) <= 0 ? duration : max;
        } catch (IllegalArgumentException e) {
            return max;
        }
    }

    /** Throws {@link IllegalArgumentException} with a sentence when it is none, or longer than a century. */
    public static Duration of(String text) {
        var matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected a duration such as 30s, 15m, 2h or 7d, found '" + text + "'");
        }
        long amount = Long.parseLong(matcher.group(1));
        var duration = switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
        if (duration.toDays() > 36_525) {
            throw new IllegalArgumentException("expected a duration of at most a century, found '" + text + "'");
        }
        return duration;
    }
}
