package dev.daemion.extension.schedule;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Schedules as tests say them. */
final class ScheduleFixture {
    static final Instant ANCHOR = Instant.parse("2026-06-01T08:00:00Z");

    private ScheduleFixture() {}

    static Schedule cron(String text, String zone) {
        return accepted("schedule", text, zone);
    }

    static Schedule accepted(String key, String text, String zone) {
        try {
            return of(key, text, zone);
        } catch (ScheduleRefused e) {
            throw new AssertionError(text + " is refused: " + e.detail(), e);
        }
    }

    static Schedule of(String key, String text, String zone) throws ScheduleRefused {
        var trigger = JsonNodeFactory.instance.objectNode().put("type", "cron").put(key, text);
        return Schedules.of(zone.isEmpty() ? trigger : trigger.put("timezone", zone), ANCHOR, ZoneOffset.UTC);
    }

    /** The due times in between, as moments with their offset: 2026-03-29T03:00+02:00. */
    static List<String> due(Schedule schedule, String after, String until) {
        var end = local(until, schedule.zone());
        var found = new ArrayList<String>();
        var next = schedule.next(local(after, schedule.zone()));
        while (next.isPresent() && !next.get().isAfter(end) && found.size() < 1000) {
            found.add(next.get().atZone(schedule.zone()).toOffsetDateTime().toString());
            next = schedule.next(next.get());
        }
        return found;
    }

    private static Instant local(String text, ZoneId zone) {
        return LocalDateTime.parse(text).atZone(zone).toInstant();
    }
}
