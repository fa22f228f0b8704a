package dev.daemion.substrate.execution.model.builtin;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/** Time zones in words: {@code Europe/Berlin}, {@code UTC}, {@code New York time}. */
final class ZoneWords {
    private static final Set<String> ZONES = new TreeSet<>(ZoneId.getAvailableZoneIds());
    private static final Set<String> REGIONS = Set.of(
            "africa",
            "america",
            "antarctica",
            "arctic",
            "asia",
            "atlantic",
            "australia",
            "etc",
            "europe",
            "indian",
            "pacific");
    private static final Set<String> HERE = Set.of("local", "my", "our", "this", "same", "the same", "at this");

    private ZoneWords() {}

    static boolean read(Said said, Matcher match, LocalDateTime now) {
        var name = match.group("zone");
        boolean isUtc = name.equalsIgnoreCase("UTC") || name.equalsIgnoreCase("GMT");
        if (!isUtc && !REGIONS.contains(name.substring(0, name.indexOf('/')).toLowerCase(Locale.ROOT))) {
            return false;
        }
        var zone = isUtc
                ? Optional.of("UTC")
                : ZONES.stream().filter(id -> id.equalsIgnoreCase(name)).findFirst();
        return zone.map(id -> set(said, id)).orElseGet(() -> unknown(said, name));
    }

    /** A city's time; a small word before <i>time</i> is no city. */
    static boolean city(Said said, Matcher match, LocalDateTime now) {
        var city = match.group("city");
        if (HERE.contains(city.toLowerCase(Locale.ROOT))) {
            return !said.isEmpty();
        }
        var found = of(city);
        boolean isPlain = Character.isUpperCase(city.charAt(0)) && found.size() == 1;
        if (said.isEmpty() && !isPlain) {
            return false;
        }
        return switch (found.size()) {
            case 1 -> set(said, found.getFirst());
            case 0 -> Character.isUpperCase(city.charAt(0)) && unknown(said, city);
            default ->
                TimeParts.trouble(
                        said,
                        "*" + city + " time* may be " + found.stream().collect(Collectors.joining("* or *", "*", "*"))
                                + ".");
        };
    }

    private static List<String> of(String city) {
        var end = "/" + city.replace(' ', '_').toLowerCase(Locale.ROOT);
        return ZONES.stream()
                .filter(id -> REGIONS.contains(id.split("/", 2)[0].toLowerCase(Locale.ROOT)))
                .filter(id -> id.toLowerCase(Locale.ROOT).endsWith(end))
                .toList();
    }

    private static boolean set(Said said, String id) {
        if (said.zone != null) {
            return false;
        }
        said.zone = ZoneId.of(id);
        return true;
    }

    private static boolean unknown(Said said, String name) {
        return TimeParts.trouble(
                said,
                "I know no time zone called *" + name + "*; zones are called *Europe/Berlin* or *America/New_York*.");
    }
}
