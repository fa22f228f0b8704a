package dev.daemion.substrate.trigger;

import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Every job that takes part and when it is due next. Belongs to the trigger substrate. A job is due when its schedule
 * says so, or when a failed run is to be tried again.
 */
final class JobBook {
    /** A moment at which something of a job is due. */
    private record Due(Instant at, ExtensionId job, boolean isRetry) {}

    private static final Comparator<Due> BY_TIME = Comparator.comparing(Due::at)
            .thenComparing(due -> due.job().value())
            .thenComparing(Due::isRetry);

    private static final Duration WAIT_MIN = Duration.ofSeconds(5);
    private static final Duration WAIT_MAX = Duration.ofMinutes(5);

    /** What is due again within this time keeps what was read of its definition. */
    private static final Duration OFTEN = Duration.ofMinutes(15);

    private final ZoneId home;
    private final Map<ExtensionId, Entry> entries = new HashMap<>();
    private final Map<String, ExtensionId> byName = new HashMap<>();
    private final Map<String, Set<ExtensionId>> byChain = new HashMap<>();
    private final TreeSet<Due> due = new TreeSet<>(BY_TIME);

    /** @param home the zone of schedules that name none */
    JobBook(ZoneId home) {
        this.home = home;
    }

    /** A job in the book. */
    private static final class Entry {
        private JobPlan plan;
        /** See {@link #floor}. */
        private Instant floor;
        /** The newest due time that was decided on; null when none was. */
        private @Nullable Instant lastDecided;
        /** Taken so far; the job's entity decides. */
        private Instant decidedUntil;
        /** Due times are with the entity; more are only taken when it has decided. */
        private boolean isDeciding;
        /** Tries in a row that did not come through. */
        private int troubleCount;
        /** The newest catalog it was in. */
        private long seenIn;

        private @Nullable Due next;
        private @Nullable Due retry;

        private Entry(JobPlan plan, Instant floor, @Nullable Instant lastDecided) {
            this.plan = plan;
            this.floor = floor;
            this.decidedUntil = floor;
            this.lastDecided = lastDecided;
        }
    }

    /** What changed with a catalog. */
    record Change(List<JobPlan> added, List<JobPlan> removed) {
        Change {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
        }
    }

    /**
     * Takes over what takes part now. A job that is new here counts from when it began to take part, or from the newest
     * due time that was decided on; one that was there goes on from where it is.
     *
     * @param decided the newest due time decided on, by job, from the read tables
     */
    Change update(Catalog catalog, Map<ExtensionId, Instant> decided) {
        var added = new ArrayList<JobPlan>();
        var removed = new ArrayList<JobPlan>();
        long now = catalog.sequence();
        catalog.ofType(ExtensionType.JOB).forEach(view -> {
            var entry = entries.get(view.id());
            if (entry == null) {
                var fresh = add(view, decided.get(view.id()));
                fresh.seenIn = now;
                added.add(fresh.plan);
                return;
            }
            entry.seenIn = now;
            if (isChanged(entry.plan.view(), view)) {
                removed.add(entry.plan);
                unname(entry.plan);
                change(entry, view);
                added.add(entry.plan);
            }
        });
        var gone = entries.values().stream()
                .filter(entry -> entry.seenIn != now)
                .map(entry -> entry.plan.id())
                .toList();
        gone.forEach(id -> removed.add(remove(id)));
        return new Change(added, removed);
    }

    private static boolean isChanged(ExtensionView before, ExtensionView after) {
        return before.version() != after.version()
                || !before.definition().equals(after.definition())
                || !before.name().equals(after.name());
    }

    private Entry add(ExtensionView view, @Nullable Instant lastDecided) {
        var began = view.updatedAt();
        var plan = new JobPlan(view, lastDecided == null ? began : lastDecided, home);
        var entry = new Entry(plan, floor(plan, began, lastDecided), lastDecided);
        entries.put(view.id(), entry);
        name(plan);
        arm(entry);
        return entry;
    }

    /** What was due under the old definition and not decided on yet belongs to it; the new one counts from now on. */
    private void change(Entry entry, ExtensionView view) {
        entry.plan = new JobPlan(view, view.updatedAt(), home);
        entry.floor = floor(entry.plan, view.updatedAt(), entry.lastDecided);
        entry.decidedUntil = entry.floor;
        name(entry.plan);
        arm(entry);
    }

    /**
     * Nothing due before it is this definition's to decide. One that fires only once counts from right before that: a
     * reminder that was approved too late is late, not lost.
     */
    private static Instant floor(JobPlan plan, Instant began, @Nullable Instant lastDecided) {
        var from = plan.once().map(at -> at.minusMillis(1)).orElse(began);
        return lastDecided == null || from.isAfter(lastDecided) ? from : lastDecided;
    }

    private void name(JobPlan plan) {
        byName.put(plan.name(), plan.id());
        chainedTo(plan)
                .ifPresent(job ->
                        byChain.computeIfAbsent(job, _ -> new HashSet<>()).add(plan.id()));
    }

    private void unname(JobPlan plan) {
        byName.remove(plan.name(), plan.id());
        chainedTo(plan).map(byChain::get).ifPresent(all -> all.remove(plan.id()));
    }

    private static Optional<String> chainedTo(JobPlan plan) {
        return plan.triggerType().equals("chain") ? plan.said("job") : Optional.empty();
    }

    /** Jobs that follow when one has ended so. */
    List<JobPlan> followers(JobPlan plan, RunStatus status) {
        var near = new ArrayList<JobPlan>();
        plan.definition().chains().forEach(name -> find(name).ifPresent(near::add));
        byChain.getOrDefault(plan.name(), Set.of()).forEach(id -> find(id).ifPresent(near::add));
        return Chains.after(plan, status, near);
    }

    private JobPlan remove(ExtensionId id) {
        var entry = Objects.requireNonNull(entries.remove(id), "only what is in the book is removed");
        unname(entry.plan);
        if (entry.next != null) {
            due.remove(entry.next);
        }
        if (entry.retry != null) {
            due.remove(entry.retry);
        }
        return entry.plan;
    }

    private void arm(Entry entry) {
        if (entry.next != null) {
            due.remove(entry.next);
        }
        entry.next = (entry.isDeciding ? Optional.<Instant>empty() : entry.plan.next(entry.decidedUntil))
                .map(at -> new Due(at, entry.plan.id(), false))
                .orElse(null);
        if (entry.next != null) {
            due.add(entry.next);
        }
        var soon = entry.decidedUntil.plus(OFTEN);
        if (!entry.isDeciding && (entry.next == null || entry.next.at().isAfter(soon))) {
            entry.plan.forget();
        }
    }

    /** A failed run of it is tried again then; null when it is not any more. */
    void setRetry(ExtensionId job, @Nullable Instant at) {
        var entry = entries.get(job);
        if (entry == null) {
            return;
        }
        if (entry.retry != null) {
            due.remove(entry.retry);
        }
        entry.retry = at == null ? null : new Due(at, job, true);
        if (entry.retry != null) {
            due.add(entry.retry);
        }
    }

    Optional<Instant> nextDue() {
        return due.isEmpty() ? Optional.empty() : Optional.of(due.first().at());
    }

    /** What is due of one job. */
    record DueJob(JobPlan plan, SlotPlanner.Due slots, boolean isRetry) {}

    /** Everything that is due by now. More of a job's due times are taken when it is {@link #settled}. */
    List<DueJob> takeDue(Instant now) {
        var taken = new ArrayList<DueJob>();
        while (!due.isEmpty() && !due.first().at().isAfter(now)) {
            var next = due.pollFirst();
            var entry = Objects.requireNonNull(entries.get(next.job()), "what is due is in the book");
            var definition = entry.plan.definition();
            if (next.isRetry()) {
                entry.retry = null;
                taken.add(new DueJob(entry.plan, SlotPlanner.Due.NOTHING, true));
                continue;
            }
            var schedule = Objects.requireNonNull(entry.plan.schedule(), "only schedules are due");
            var slots = SlotPlanner.of(schedule, entry.decidedUntil, now, definition.catchUp(), definition.window());
            entry.decidedUntil = newest(entry.decidedUntil, slots);
            entry.lastDecided = entry.decidedUntil;
            entry.next = null;
            entry.isDeciding = true;
            taken.add(new DueJob(entry.plan, slots, false));
        }
        return taken;
    }

    /** The due times that were taken are decided on. */
    void settled(ExtensionId job) {
        var entry = entries.get(job);
        if (entry != null) {
            entry.isDeciding = false;
            entry.troubleCount = 0;
            arm(entry);
        }
    }

    /**
     * What was taken did not come through: the job is looked at again, later each time.
     *
     * @return when, from now
     */
    Duration troubled(ExtensionId job, Instant now) {
        var entry = entries.get(job);
        if (entry == null) {
            return Duration.ZERO;
        }
        entry.troubleCount++;
        var wait = wait(entry.troubleCount);
        setRetry(job, now.plus(wait));
        return wait;
    }

    /** Until the next try of what has failed so often in a row: from 5 s, doubled up to 5 min. */
    static Duration wait(int failureCount) {
        var wait = WAIT_MIN.multipliedBy(1L << Math.min(failureCount - 1, 10));
        return wait.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : wait;
    }

    /**
     * The job was looked at again: what its entity has not decided on is due once more.
     *
     * @param lastPlanned the newest due time that was decided on; null when none was
     */
    void recovered(ExtensionId job, @Nullable Instant lastPlanned) {
        var entry = entries.get(job);
        if (entry != null && entry.troubleCount > 0) {
            entry.decidedUntil = lastPlanned != null && lastPlanned.isAfter(entry.floor) ? lastPlanned : entry.floor;
            entry.lastDecided = lastPlanned;
            settled(job);
        }
    }

    /** Jobs whose firings do not come through right now. */
    long troubledCount() {
        return entries.values().stream().filter(entry -> entry.troubleCount > 0).count();
    }

    private static Instant newest(Instant before, SlotPlanner.Due slots) {
        var newest = before;
        for (var slot : slots.fire()) {
            newest = slot.isAfter(newest) ? slot : newest;
        }
        for (var passed : slots.passed()) {
            newest = passed.until().isAfter(newest) ? passed.until() : newest;
        }
        return newest;
    }

    Optional<JobPlan> find(ExtensionId id) {
        return Optional.ofNullable(entries.get(id)).map(entry -> entry.plan);
    }

    Optional<JobPlan> find(String name) {
        return Optional.ofNullable(byName.get(name)).flatMap(this::find);
    }

    /** When it fires next; empty when nothing is planned. */
    Optional<Instant> nextFiring(ExtensionId id) {
        return Optional.ofNullable(entries.get(id)).map(entry -> entry.next).map(Due::at);
    }

    Collection<JobPlan> plans() {
        return entries.values().stream().map(entry -> entry.plan).toList();
    }

    int size() {
        return entries.size();
    }
}
