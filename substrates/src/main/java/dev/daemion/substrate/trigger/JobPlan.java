package dev.daemion.substrate.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.definition.Definitions;
import dev.daemion.extension.definition.JobDefinition;
import dev.daemion.extension.schedule.Schedule;
import dev.daemion.extension.schedule.ScheduleRefused;
import dev.daemion.extension.schedule.Schedules;
import dev.daemion.extension.trigger.TriggerWords;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ExtensionId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A job as it is in force. What is read from its definition is read when it is asked for, and kept only while it is due
 * often: there may be very many, and few are. Safe for use by several threads.
 */
final class JobPlan {
    private final ExtensionView view;
    private final Instant anchor;
    private final ZoneId home;
    private volatile @Nullable JobDefinition definition;
    private volatile @Nullable Timing timing;

    /**
     * @param anchor where intervals count from
     * @param home the zone of a schedule that names none
     */
    JobPlan(ExtensionView view, Instant anchor, ZoneId home) {
        this.view = view;
        this.anchor = anchor;
        this.home = home;
    }

    ExtensionView view() {
        return view;
    }

    JobDefinition definition() {
        var read = definition;
        if (read == null) {
            read = Definitions.job(view);
            definition = read;
        }
        return read;
    }

    String triggerType() {
        return JobDefinition.triggerOf(view).path("type").asText("cron");
    }

    /** A member of the trigger; empty when it is not there. */
    Optional<String> said(String key) {
        return Optional.ofNullable(JobDefinition.triggerOf(view).get(key))
                .filter(said -> !said.isNull())
                .map(JsonNode::asText);
    }

    /** Null for every trigger but a time, and for one that can never fire. */
    @Nullable
    Schedule schedule() {
        return timing().schedule();
    }

    /** It is not due for long: what was read is read again then. */
    void forget() {
        definition = null;
        timing = null;
    }

    /** @param fault why it can never fire; null when all is well */
    private record Timing(
            @Nullable Schedule schedule, @Nullable String fault) {}

    private Timing timing() {
        var read = timing;
        if (read == null) {
            read = readTiming();
            timing = read;
        }
        return read;
    }

    private Timing readTiming() {
        if (!triggerType().equals("cron")) {
            return new Timing(null, null);
        }
        try {
            return new Timing(Schedules.of(JobDefinition.triggerOf(view), anchor, home), null);
        } catch (ScheduleRefused refused) {
            // Checked when it was stored; a zone that the machine has lost since, say.
            return new Timing(null, refused.getMessage());
        }
    }

    ExtensionId id() {
        return view.id();
    }

    String name() {
        return view.name();
    }

    /** The due time of one that fires only once; empty for every other. */
    Optional<Instant> once() {
        return JobDefinition.triggerOf(view).has("at")
                ? Optional.ofNullable(schedule()).flatMap(Schedule::once)
                : Optional.empty();
    }

    Optional<Instant> next(Instant after) {
        var schedule = schedule();
        return schedule == null ? Optional.empty() : schedule.next(after);
    }

    List<Instant> upcoming(Instant after, int count) {
        var all = new ArrayList<Instant>();
        var schedule = schedule();
        var from = after;
        for (int i = 0; schedule != null && i < count; i++) {
            var next = schedule.next(from);
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
        var schedule = schedule();
        return schedule == null ? null : schedule.zone().getId();
    }

    /** When it fires, in words. */
    String words() {
        var timing = timing();
        if (timing.fault() != null) {
            return "never: " + timing.fault();
        }
        if (timing.schedule() != null) {
            return timing.schedule().words();
        }
        return TriggerWords.of(JobDefinition.triggerOf(view), name());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JobPlan plan
                && view.equals(plan.view)
                && anchor.equals(plan.anchor)
                && home.equals(plan.home);
    }

    @Override
    public int hashCode() {
        return view.id().hashCode();
    }

    @Override
    public String toString() {
        return "JobPlan[" + name() + " version " + view.version() + "]";
    }
}
