package dev.daemion.extension.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.problem.Finding;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A trigger says what its type needs and nothing that belongs to another type; its zone and moments exist. */
final class TriggerCheck implements Check {
    private static final Set<String> SHORTHANDS =
            Set.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
    private static final Map<String, Set<String>> KEYS = Map.of(
            "message", Set.of("pattern", "thread", "mode"),
            "command", Set.of("command"),
            "cron", Set.of("schedule", "at", "every", "timezone"),
            "watch", Set.of("path", "glob", "events", "debounce"),
            "webhook", Set.of("secret"),
            "event", Set.of("event", "filter"),
            "chain", Set.of("job", "on"));
    private static final Map<String, String> NEEDED = Map.of(
            "message", "pattern",
            "command", "command",
            "watch", "path",
            "webhook", "secret",
            "event", "event",
            "chain", "job");

    @Override
    public void check(Manifest manifest, Consumer<Finding> findings) {
        if (manifest.type() != ExtensionType.JOB) {
            return;
        }
        var definition = manifest.definition();
        checkSchedule(definition.path("schedule"), "/definition/schedule", findings);
        var trigger = definition.path("trigger");
        var type = trigger.path("type").asText();
        var keys = KEYS.get(type);
        if (keys == null) {
            return; // the schema has said so, or there is none
        }
        trigger.fieldNames().forEachRemaining(key -> {
            if (!key.equals("type") && !keys.contains(key) && isKnownToAnother(key)) {
                findings.accept(new Finding(
                        "/definition/trigger/" + key,
                        "does not belong to a trigger of type " + type + ", which knows "
                                + String.join(", ", new TreeSet<>(keys))));
            }
        });
        var needed = NEEDED.get(type);
        if (needed != null && !trigger.has(needed)) {
            findings.accept(new Finding(
                    "/definition/trigger/" + needed,
                    "expected '" + needed + "' for a trigger of type " + type + ", found nothing"));
        }
        if (type.equals("cron")) {
            checkCron(trigger, findings);
        }
        if (type.equals("chain") && trigger.path("job").asText().equals(manifest.name())) {
            findings.accept(new Finding("/definition/trigger/job", "a job cannot be fired by its own end"));
        }
    }

    private static boolean isKnownToAnother(String key) {
        return KEYS.values().stream().anyMatch(keys -> keys.contains(key));
    }

    private static void checkCron(JsonNode trigger, Consumer<Finding> findings) {
        long said =
                List.of("schedule", "at", "every").stream().filter(trigger::has).count();
        if (said != 1) {
            findings.accept(new Finding(
                    "/definition/trigger", "expected exactly one of schedule, at and every, found " + said));
        }
        checkSchedule(trigger.path("schedule"), "/definition/trigger/schedule", findings);
        var zone = trigger.path("timezone");
        if (zone.isTextual() && !isZone(zone.asText())) {
            findings.accept(new Finding(
                    "/definition/trigger/timezone",
                    "expected an IANA time zone such as Europe/Berlin, found '" + zone.asText() + "'"));
        }
        var at = trigger.path("at");
        if (at.isTextual() && !isMoment(at.asText())) {
            findings.accept(new Finding(
                    "/definition/trigger/at",
                    "expected a moment with offset such as 2027-01-31T09:00:00+01:00, found '" + at.asText() + "'"));
        }
    }

    private static void checkSchedule(JsonNode schedule, String pointer, Consumer<Finding> findings) {
        if (!schedule.isTextual()) {
            return;
        }
        var text = schedule.asText().strip();
        int fields = text.split("\\s+").length;
        boolean isShorthand = SHORTHANDS.contains(text);
        if (!isShorthand && (text.startsWith("@") || fields < 5 || fields > 6)) {
            findings.accept(new Finding(
                    pointer,
                    "expected five fields (six with seconds) or one of " + String.join(", ", new TreeSet<>(SHORTHANDS))
                            + "; found '" + text + "'"));
        }
    }

    private static boolean isZone(String text) {
        return text.equals("UTC") || ZoneId.getAvailableZoneIds().contains(text);
    }

    private static boolean isMoment(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
