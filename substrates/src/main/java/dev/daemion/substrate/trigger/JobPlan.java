package dev.daemion.substrate.trigger;

import dev.daemion.extension.definition.Definitions;
import dev.daemion.extension.definition.JobDefinition;
import dev.daemion.extension.schedule.Schedule;
import dev.daemion.extension.schedule.ScheduleRefused;
import dev.daemion.extension.schedule.Schedules;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ExtensionId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A job as it is defined right now.
 *
 * @param schedule null for every trigger but a time
 * @param fault why it can never fire; null when all is well
 */
record JobPlan(
        ExtensionView view,
        JobDefinition definition,
        @Nullable Schedule schedule,
        @Nullable String fault) {
    /**
     * @param anchor where intervals count from
     * @param home the zone of a schedule that names none
     */
    static JobPlan of(ExtensionView view, Instant anchor, ZoneId home) {
        var definition = Definitions.job(view);
        if (!definition.triggerType().equals("cron")) {
            return new JobPlan(view, definition, null, null);
        }
        try {
            return new JobPlan(view, definition, Schedules.of(definition.trigger(), anchor, home), null);
        } catch (ScheduleRefused refused) {
            // Checked when it was stored; a zone that the machine has lost since, say.
            return new JobPlan(view, definition, null, refused.getMessage());
        }
    }

    ExtensionId id() {
        return view.id();
    }

    String name() {
        return view.name();
    }

    Optional<Instant> next(Instant after) {
        return schedule == null ? Optional.empty() : schedule.next(after);
    }

    List<Instant> upcoming(Instant after, int count) {
        var all = new ArrayList<Instant>();
        var from = after;
        for (int i = 0; i < count; i++) {
            var next = next(from);
            if (next.isEmpty()) {
                break;
            }
            from = next.get();
            all.add(from);
        }
        return all;
    }

    @Nullable
    String zone() {
        return schedule == null ? null : schedule.zone().getId();
    }

    /** When it fires, in words. */
    String words() {
        if (fault != null) {
            return "never: " + fault;
        }
        if (schedule != null) {
            return schedule.words();
        }
        return switch (definition.triggerType()) {
            case "watch" ->
                "when files change in " + definition.said("path").orElse("")
                        + definition.said("glob").map(glob -> " (" + glob + ")").orElse("");
            case "webhook" -> "when POST /hooks/" + name() + " is called";
            case "event" ->
                "on " + definition.said("event").orElse("")
                        + definition
                                .said("filter")
                                .map(filter -> " where " + filter)
                                .orElse("");
            case "chain" ->
                "after " + definition.said("job").orElse("") + " has "
                        + definition.said("on").orElse("succeeded");
            case "message" ->
                "when a message matches " + definition.said("pattern").orElse("");
            case "command" -> "when /" + definition.said("command").orElse("") + " is typed";
            default -> definition.triggerType().toLowerCase(Locale.ROOT);
        };
    }
}
