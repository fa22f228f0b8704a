package dev.daemion.substrate.trigger;

import dev.daemion.extension.schedule.Schedule;
import dev.daemion.kernel.job.ScheduleView;
import dev.daemion.kernel.protocol.StorageQuery.JobFigure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What will fire, by the same schedules that fire, and what it will cost by what it has cost. Pure. */
final class Forecast {
    /** Firings of one job that are counted; a forecast beyond that says so by its cut list. */
    static final int COUNTED_MAX = 1_000_000;

    private static final int CENT_FRACTIONS = 6;

    private Forecast() {}

    /** @param figures of jobs that have run, by name */
    static ScheduleView of(Collection<JobPlan> plans, Instant from, Duration ahead, Map<String, JobFigure> figures) {
        var until = from.plus(ahead);
        var timed = plans.stream()
                .filter(plan -> plan.schedule() != null)
                .sorted(Comparator.comparing(JobPlan::name))
                .toList();
        var all = new PriorityQueue<ScheduleView.Firing>(
                Comparator.comparing(ScheduleView.Firing::plannedAt).reversed());
        var lines = new ArrayList<ScheduleView.JobLine>();
        for (var plan : timed) {
            var line = line(plan, from, until, figures.get(plan.name()), all);
            lines.add(line);
        }
        int total = lines.stream().mapToInt(ScheduleView.JobLine::firingCount).sum();
        boolean isCut = total > ScheduleView.FIRINGS_MAX;
        var firings = all.stream()
                .sorted(Comparator.comparing(ScheduleView.Firing::plannedAt).thenComparing(ScheduleView.Firing::job))
                .toList();
        var known = lines.stream()
                .map(ScheduleView.JobLine::costUsd)
                .filter(Objects::nonNull)
                .toList();
        return new ScheduleView(
                from,
                until,
                firings,
                isCut,
                lines,
                known.isEmpty() ? null : known.stream().reduce(BigDecimal.ZERO, BigDecimal::add),
                (int) lines.stream().filter(line -> line.costUsd() == null).count());
    }

    /** Keeps the earliest firings of all jobs together in {@code all}. */
    private static ScheduleView.JobLine line(
            JobPlan plan,
            Instant from,
            Instant until,
            @Nullable JobFigure figure,
            PriorityQueue<ScheduleView.Firing> all) {
        var schedule = Objects.requireNonNull(plan.schedule());
        var took = Duration.ofMillis(figure == null ? 0 : figure.durationMillis());
        var busyUntil = Instant.MIN;
        int count = 0;
        int overlaps = 0;
        var slot = schedule.next(from);
        while (slot.isPresent() && slot.get().isBefore(until) && count < COUNTED_MAX) {
            var at = slot.get();
            boolean isOverlap = at.isBefore(busyUntil);
            overlaps += isOverlap ? 1 : 0;
            busyUntil = isOverlap ? busyUntil : at.plus(took);
            if (all.size() < ScheduleView.FIRINGS_MAX || at.isBefore(all.peek().plannedAt())) {
                all.add(firing(plan, schedule, at, isOverlap));
                if (all.size() > ScheduleView.FIRINGS_MAX) {
                    all.poll();
                }
            }
            count++;
            slot = schedule.next(at);
        }
        var perRun = figure == null ? null : rounded(figure.costUsd());
        int paid = plan.definition().overlap().equals("skip") ? count - overlaps : count;
        if (plan.definition().prompt() == null) {
            perRun = BigDecimal.ZERO;
        }
        return new ScheduleView.JobLine(
                plan.name(),
                schedule.words(),
                schedule.zone().getId(),
                count,
                overlaps,
                perRun,
                perRun == null ? null : rounded(perRun.multiply(BigDecimal.valueOf(paid))));
    }

    private static ScheduleView.Firing firing(JobPlan plan, Schedule schedule, Instant at, boolean isOverlap) {
        var zone = schedule.zone();
        return new ScheduleView.Firing(plan.name(), at, at.atZone(zone).toOffsetDateTime(), isOverlap, note(zone, at));
    }

    private static ScheduleView.@Nullable Note note(ZoneId zone, Instant at) {
        var rules = zone.getRules();
        var local = LocalDateTime.ofInstant(at, zone);
        if (rules.getValidOffsets(local).size() > 1) {
            return ScheduleView.Note.FIRST_OF_TWO;
        }
        var transition = rules.previousTransition(at.plusNanos(1));
        return transition != null
                        && transition.isGap()
                        && transition.getInstant().equals(at)
                ? ScheduleView.Note.AFTER_GAP
                : null;
    }

    static @Nullable BigDecimal rounded(@Nullable BigDecimal usd) {
        return usd == null
                ? null
                : usd.setScale(CENT_FRACTIONS, RoundingMode.HALF_UP).stripTrailingZeros();
    }

    /** The firings of one job alone. */
    static ScheduleView.JobLine ofOne(JobPlan plan, Instant from, Duration ahead, @Nullable JobFigure figure) {
        var figures = figure == null ? Map.<String, JobFigure>of() : Map.of(plan.name(), figure);
        return of(List.of(plan), from, ahead, figures).jobs().getFirst();
    }
}
