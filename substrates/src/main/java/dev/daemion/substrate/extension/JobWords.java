package dev.daemion.substrate.extension;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.extension.definition.Durations;
import dev.daemion.extension.definition.JobDefinition;
import dev.daemion.extension.schedule.Schedule;
import dev.daemion.extension.schedule.ScheduleRefused;
import dev.daemion.extension.schedule.Schedules;
import dev.daemion.extension.trigger.TriggerWords;
import dev.daemion.kernel.protocol.StorageQuery.JobFigure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a person reads on the card of a job before they approve it: when it fires, the next five times in its zone, and
 * what it is forecast to cost. Pure.
 */
final class JobWords {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH);
    private static final Duration MONTH = Duration.ofDays(30);
    private static final int UPCOMING_COUNT = 5;
    private static final int COUNTED_MAX = 300_000;

    private JobWords() {}

    /** @param figure of the job's own runs; null when it never ran */
    static String of(String name, JsonNode definition, @Nullable JobFigure figure, Clock clock) {
        var trigger = definition.path("trigger");
        if (trigger.isMissingNode()) {
            trigger = JsonNodeFactory.instance
                    .objectNode()
                    .put("type", "cron")
                    .put("schedule", definition.path("schedule").asText());
        }
        var words = new StringBuilder();
        if (trigger.path("type").asText("cron").equals("cron")) {
            schedule(trigger, clock)
                    .ifPresent(schedule -> words.append(times(schedule, definition, clock.instant()))
                            .append(cost(definition, figure, schedule, clock.instant())));
        } else {
            words.append(" Fires ").append(TriggerWords.of(trigger, name)).append('.');
            words.append(cost(definition, figure, null, clock.instant()));
        }
        return words.toString();
    }

    private static Optional<Schedule> schedule(JsonNode trigger, Clock clock) {
        try {
            return Optional.of(Schedules.of(trigger, clock.instant(), clock.getZone()));
        } catch (ScheduleRefused e) {
            // It was checked before it was proposed; without words the card still shows the definition.
            return Optional.empty();
        }
    }

    private static String times(Schedule schedule, JsonNode definition, Instant now) {
        var next = new ArrayList<String>();
        var from = now;
        for (int i = 0; i < UPCOMING_COUNT; i++) {
            var slot = schedule.next(from);
            if (slot.isEmpty()) {
                break;
            }
            from = slot.get();
            next.add(TIME.format(from.atZone(schedule.zone())));
        }
        return " Fires " + schedule.words() + "."
                + (next.isEmpty()
                        ? past(schedule, definition, now)
                        : " Next: " + String.join(", ", next) + " ("
                                + schedule.zone().getId() + ").");
    }

    /** As its catch-up says; see {@code JobBook}. */
    private static String past(Schedule schedule, JsonNode definition, Instant now) {
        var window = Durations.atMost(
                JobDefinition.WINDOW_MAX, definition.path("catch_up_window").asText("7d"));
        boolean isMadeUpFor = !definition.path("catch_up").asText().equals("none")
                && schedule.once().filter(at -> at.plus(window).isAfter(now)).isPresent();
        return isMadeUpFor
                ? " That time is past: it fires at once when it takes part."
                : " That time is past: it will never fire.";
    }

    private static String cost(
            JsonNode definition, @Nullable JobFigure figure, @Nullable Schedule schedule, Instant now) {
        if (!definition.has("prompt")) {
            return " It asks no model and costs nothing.";
        }
        var bound = definition.has("budget_usd")
                ? " at most $" + definition.path("budget_usd").asText() + " a run"
                : " at most what the limits of a job allow";
        if (figure == null || figure.costUsd() == null) {
            return " Cost: not known before it has run;" + bound + ".";
        }
        var perRun = figure.costUsd();
        return " Cost: about $" + rounded(perRun) + " a run"
                + (schedule == null
                        ? ""
                        : ", $" + rounded(perRun.multiply(BigDecimal.valueOf(count(schedule, now)))) + " a month")
                + ";" + bound + ".";
    }

    private static long count(Schedule schedule, Instant now) {
        long count = 0;
        var until = now.plus(MONTH);
        var slot = schedule.next(now);
        while (slot.isPresent() && slot.get().isBefore(until) && count < COUNTED_MAX) {
            count++;
            slot = schedule.next(slot.get());
        }
        return count;
    }

    private static String rounded(BigDecimal usd) {
        return usd.setScale(usd.compareTo(BigDecimal.ONE) < 0 ? 4 : 2, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
