package dev.daemion.substrate.trigger;

import dev.daemion.extension.schedule.Schedule;
import dev.daemion.kernel.job.SlotView.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What is due, and what becomes of each due time: fired, or passed over for a reason. Pure; the same for a live firing
 * and for what a sleeping machine finds.
 */
final class SlotPlanner {
    /** A firing this late is still on time. */
    static final Duration GRACE = Duration.ofMinutes(1);
    /** Due times that are made up for at most. */
    static final int CAUGHT_UP_MAX = 100;
    /** Due times that are looked at one by one; before that a gap is counted as one. */
    static final int LOOKED_AT_MAX = 100_000;

    private SlotPlanner() {}

    /**
     * @param fire due times to fire now, oldest first
     * @param passed the others, oldest first
     * @param isCatchUp true when several are fired one after the other
     */
    record Due(List<Instant> fire, List<Passed> passed, boolean isCatchUp) {
        static final Due NOTHING = new Due(List.of(), List.of(), false);

        Due {
            fire = List.copyOf(fire);
            passed = List.copyOf(passed);
        }
    }

    /**
     * @param until the last of several
     * @param count how many, from 1
     */
    record Passed(Outcome outcome, Instant from, Instant until, int count, String reason) {}

    /**
     * @param after the newest due time that was decided on
     * @param catchUp {@code none}, {@code latest} or {@code all}
     * @param window how late a firing may be made up for
     */
    static Due of(Schedule schedule, Instant after, Instant now, String catchUp, Duration window) {
        var due = new ArrayDeque<Instant>();
        var passed = new ArrayList<Passed>();
        var oldest = now.minus(window);
        var missed = new Gap(Outcome.MISSED, "nobody was there within " + words(window) + " of it");
        int count = 0;
        var from = after;
        for (var next = schedule.next(from); isDue(next, now); next = schedule.next(from)) {
            var slot = next.orElseThrow();
            from = slot;
            if (++count > LOOKED_AT_MAX) {
                // Years of seconds: go on right before the window instead of counting them.
                from = later(from, oldest);
                count = 0;
                missed.add(slot);
                continue;
            }
            if (slot.isBefore(oldest)) {
                missed.add(slot);
            } else {
                due.add(slot);
            }
        }
        missed.addTo(passed);
        return due.isEmpty() ? new Due(List.of(), passed, false) : decide(due, passed, now, catchUp);
    }

    private static Due decide(Deque<Instant> due, List<Passed> passed, Instant now, String catchUp) {
        var newest = due.getLast();
        switch (catchUp) {
            case "all" -> {
                var missed = new Gap(Outcome.MISSED, "more than " + CAUGHT_UP_MAX + " were due at once");
                while (due.size() > CAUGHT_UP_MAX) {
                    missed.add(due.removeFirst());
                }
                missed.addTo(passed);
                return new Due(List.copyOf(due), passed, due.size() > 1);
            }
            case "none" -> {
                var missed = new Gap(Outcome.MISSED, "nobody was there in time, and it is not made up for");
                boolean isOnTime = !newest.plus(GRACE).isBefore(now);
                if (isOnTime) {
                    due.removeLast();
                }
                due.forEach(missed::add);
                missed.addTo(passed);
                return new Due(isOnTime ? List.of(newest) : List.of(), passed, false);
            }
            default -> {
                due.removeLast();
                var older = new Gap(Outcome.COALESCED, "the latest of them stands for all");
                due.forEach(older::add);
                older.addTo(passed);
                return new Due(List.of(newest), passed, false);
            }
        }
    }

    private static boolean isDue(Optional<Instant> slot, Instant now) {
        return slot.isPresent() && !slot.get().isAfter(now);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static String words(Duration window) {
        return window.toDays() > 0
                ? window.toDays() + " d"
                : window.toHours() > 0 ? window.toHours() + " h" : window.toSeconds() + " s";
    }

    /** Due times in a row with the same fate. */
    private static final class Gap {
        private final Outcome outcome;
        private final String reason;
        private Instant from = Instant.MAX;
        private Instant until = Instant.MIN;
        private int count;

        private Gap(Outcome outcome, String reason) {
            this.outcome = outcome;
            this.reason = reason;
        }

        private void add(Instant slot) {
            from = slot.isBefore(from) ? slot : from;
            until = slot.isAfter(until) ? slot : until;
            count++;
        }

        private void addTo(List<Passed> all) {
            if (count > 0) {
                all.add(new Passed(outcome, from, until, count, reason));
            }
        }
    }
}
