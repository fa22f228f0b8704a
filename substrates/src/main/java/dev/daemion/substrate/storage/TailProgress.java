package dev.daemion.substrate.storage;

import dev.daemion.kernel.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the tail is and who waits for it. A waiter is served when the tail has passed every row that was in the journal
 * when it came: the newest row that the first pass begun after it has seen.
 */
final class TailProgress {
    /** Attempts after which waiters are told instead of kept waiting. */
    static final int ATTEMPTS_MAX = 3;

    private static final Duration FIRST_DELAY = Duration.ofMillis(50);
    private static final Duration LAST_DELAY = Duration.ofSeconds(2);

    private final List<Waiter> arrived = new ArrayList<>();
    private final List<Waiter> inPass = new ArrayList<>();
    private final List<Target> targets = new ArrayList<>();
    private boolean isLaunched;
    private boolean isPassing;
    private boolean isNudged;
    private long last;
    private long offset;
    private int failureCount;
    private @Nullable Problem failure;

    /** Who waits: exactly one of the two is run. */
    record Waiter(Runnable whenPassed, Consumer<Problem> whenFailed) {}

    private record Target(Waiter waiter, long ordering) {}

    boolean isLaunched() {
        return isLaunched;
    }

    void launched() {
        isLaunched = true;
        failureCount = 0;
        failure = null;
    }

    void await(Waiter waiter) {
        if (arrived.size() + inPass.size() + targets.size() >= StorageSubstrate.WRITES_MAX) {
            waiter.whenFailed().accept(StorageFailures.tooMany());
        } else {
            arrived.add(waiter);
        }
    }

    /** Something is to be read; true when a pass should begin for it now, else one will by itself. */
    boolean wants() {
        isNudged = true;
        return isLaunched && !isPassing && failure == null;
    }

    /** The delay after a failure is over; true when a pass should begin. */
    boolean retries() {
        return isLaunched && !isPassing;
    }

    void begin() {
        isPassing = true;
        isNudged = false;
        inPass.addAll(arrived);
        arrived.clear();
    }

    /** True when the next pass should begin at once. */
    boolean end(Tail.Pass pass) {
        isPassing = false;
        failureCount = 0;
        failure = null;
        last = pass.last();
        offset = pass.offset();
        inPass.forEach(waiter -> targets.add(new Target(waiter, pass.last())));
        inPass.clear();
        for (Iterator<Target> all = targets.iterator(); all.hasNext(); ) {
            var target = all.next();
            if (target.ordering() <= offset) {
                all.remove();
                target.waiter().whenPassed().run();
            }
        }
        return isNudged || !pass.isAtEnd() || !arrived.isEmpty();
    }

    /** After how long to try again. */
    Duration fail(Problem problem) {
        isPassing = false;
        failureCount++;
        failure = problem;
        if (failureCount >= ATTEMPTS_MAX) {
            var waiters = new ArrayList<>(arrived);
            waiters.addAll(inPass);
            targets.forEach(target -> waiters.add(target.waiter()));
            arrived.clear();
            inPass.clear();
            targets.clear();
            waiters.forEach(waiter -> waiter.whenFailed().accept(problem));
        }
        var delay = FIRST_DELAY.multipliedBy(1L << Math.min(failureCount - 1, 10));
        return delay.compareTo(LAST_DELAY) > 0 ? LAST_DELAY : delay;
    }

    boolean isUp() {
        return isLaunched && failure == null;
    }

    String detail() {
        if (failure != null) {
            return "The read tables are stuck at journal row " + offset + " after " + failureCount + " attempts: "
                    + failure.detail();
        }
        return isLaunched
                ? "The read tables are at journal row " + offset + " of " + last + "."
                : "The journal is being opened.";
    }
}
