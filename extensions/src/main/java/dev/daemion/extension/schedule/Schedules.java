package dev.daemion.extension.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.manifest.NearestName;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Makes schedules of what triggers say. */
public final class Schedules {
    private static final List<String> KEYS = List.of("schedule", "every", "at");
    private static final int TEXT_MAX = 200;
    private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());

    private Schedules() {}

    /**
     * The schedule of a {@code cron} trigger.
     *
     * @param trigger object with exactly one of {@code schedule} (cron, 5 or 6 fields, or a macro), {@code every} (10 s
     *     to 366 d) and {@code at} (ISO-8601), and perhaps {@code timezone} (IANA)
     * @param anchor where {@code every} counts from; the first time is one interval later
     * @param home the gateway's zone, when the trigger says none
     */
    public static Schedule of(JsonNode trigger, Instant anchor, ZoneId home) throws ScheduleRefused {
        var said = KEYS.stream().filter(trigger::has).toList();
        if (said.size() != 1) {
            throw new ScheduleRefused(
                    said.isEmpty() ? "schedule" : said.getLast(),
                    "expected exactly one of schedule, every and at, found "
                            + (said.isEmpty() ? "none" : String.join(" and ", said)));
        }
        var key = said.getFirst();
        boolean isZoneSaid = trigger.has("timezone");
        var zone = isZoneSaid ? zone(text(trigger, "timezone")) : home;
        var text = text(trigger, key);
        return switch (key) {
            case "schedule" -> CronSchedule.parse(text, zone);
            case "every" -> Interval.parse(text, anchor, zone);
            default -> OneShot.parse(text, zone, isZoneSaid);
        };
    }

    private static String text(JsonNode trigger, String key) throws ScheduleRefused {
        var value = trigger.path(key);
        if (!value.isTextual() || value.asText().isBlank()) {
            throw new ScheduleRefused(key, "expected a text, found " + value);
        }
        if (value.asText().length() > TEXT_MAX) {
            throw new ScheduleRefused(
                    key,
                    "expected at most " + TEXT_MAX + " characters, found "
                            + value.asText().length());
        }
        return value.asText();
    }

    /** A zone of the IANA database by its name. */
    public static ZoneId zone(String text) throws ScheduleRefused {
        if (!ZONES.contains(text)) {
            throw new ScheduleRefused(
                    "timezone", "expected an IANA time zone such as Europe/Berlin, found '" + text + "'" + hint(text));
        }
        return ZoneId.of(text);
    }

    private static String hint(String text) {
        var place = "/" + text.strip().replace(' ', '_');
        return ZONES.stream()
                .filter(id -> id.equalsIgnoreCase(text)
                        || id.regionMatches(true, id.length() - place.length(), place, 0, place.length()))
                .min(Comparator.<String>comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                .map(id -> "; did you mean '" + id + "'?")
                .orElseGet(() -> NearestName.hint(text, ZONES));
    }
}
