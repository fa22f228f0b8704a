package dev.daemion.extension.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.NearestName;
import dev.daemion.extension.manifest.Pointers;
import dev.daemion.extension.schedule.ScheduleRefused;
import dev.daemion.extension.schedule.Schedules;
import dev.daemion.extension.trigger.EventFilter;
import dev.daemion.extension.trigger.EventNames;
import dev.daemion.extension.trigger.FilterRefused;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.problem.Finding;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A trigger says what its type needs and nothing that belongs to another type; its schedule comes true one day, and its
 * filter is an expression.
 */
final class TriggerCheck implements Check {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int TEXT_MAX = 200;
    private static final Pattern INTERVAL = Pattern.compile("[0-9]{1,19}(ms|s|m|h|d)");
    /** What does not look like one the schema has found. */
    private static final Pattern EVENT = Pattern.compile("[a-z]+(\\.[a-z_]+)+");

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
        if (definition.has("schedule")) {
            checkSchedule(JSON.objectNode().set("schedule", definition.path("schedule")), "/definition/", findings);
        }
        for (int i = 0; i < definition.path("chains").size(); i++) {
            if (definition.path("chains").path(i).asText().equals(manifest.name())) {
                findings.accept(
                        new Finding(Pointers.element("/definition/chains", i), "a job cannot be fired by its own end"));
            }
        }
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
        var event = trigger.path("event").asText();
        if (type.equals("event") && EVENT.matcher(event).matches() && !EventNames.ALL.contains(event)) {
            findings.accept(new Finding(
                    "/definition/trigger/event",
                    "there is no event '" + event + "'" + NearestName.ending(event, EventNames.ALL) + " There are: "
                            + String.join(", ", EventNames.ALL)));
        }
        var filter = trigger.path("filter");
        if (type.equals("event") && filter.isTextual() && filter.asText().length() <= EventFilter.TEXT_MAX) {
            checkFilter(filter.asText(), findings);
        }
        if (type.equals("chain") && trigger.path("job").asText().equals(manifest.name())) {
            findings.accept(new Finding("/definition/trigger/job", "a job cannot be fired by its own end"));
        }
    }

    private static boolean isKnownToAnother(String key) {
        return KEYS.values().stream().anyMatch(keys -> keys.contains(key));
    }

    private static void checkFilter(String filter, Consumer<Finding> findings) {
        try {
            EventFilter.compile(filter);
        } catch (FilterRefused e) {
            e.reasons()
                    .forEach(reason -> findings.accept(new Finding(
                            "/definition/trigger/filter",
                            "expected a boolean expression over event and flags (CEL): " + reason)));
        }
    }

    private static void checkCron(JsonNode trigger, Consumer<Finding> findings) {
        long said =
                List.of("schedule", "at", "every").stream().filter(trigger::has).count();
        if (said == 1) {
            checkSchedule(trigger, "/definition/trigger/", findings);
        } else {
            findings.accept(new Finding(
                    "/definition/trigger", "expected exactly one of schedule, at and every, found " + said));
        }
    }

    /** What it says in every zone, from any anchor on: neither decides whether it is a schedule. */
    private static void checkSchedule(JsonNode trigger, String pointer, Consumer<Finding> findings) {
        if (trigger.properties().stream().anyMatch(member -> isFaultOfShape(member.getKey(), member.getValue()))) {
            return; // the schema has said so
        }
        try {
            Schedules.of(trigger, Instant.EPOCH, ZoneOffset.UTC);
        } catch (ScheduleRefused e) {
            findings.accept(new Finding(pointer + e.key(), e.detail()));
            if (e.key().equals("timezone") && trigger instanceof ObjectNode said) {
                // The times themselves may be wrong too.
                checkSchedule(said.deepCopy().put("timezone", "UTC"), pointer, findings);
            }
        }
    }

    private static boolean isFaultOfShape(String key, JsonNode value) {
        return !value.isTextual()
                || value.asText().isEmpty()
                || value.asText().length() > TEXT_MAX
                || (key.equals("every") && !INTERVAL.matcher(value.asText()).matches());
    }
}
