package dev.daemion.substrate.trigger;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.journal.JournalEntry;
import dev.daemion.kernel.journal.JournalName;
import dev.daemion.kernel.run.RunStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one job stands; also its snapshot and what the read table keeps of it.
 *
 * @param threadId its own thread; null before its first firing
 * @param lastPlanned the newest due time of its schedule that was decided on
 * @param open runs whose end was not delivered yet
 * @param waiting firings that wait for the run before them, oldest first
 * @param retry what is tried again next; null when nothing is
 * @param failureCount failures in a row, without those that are tried again
 * @param keys of the newest occasions that were decided on, oldest first
 * @param laterRetries what is tried again after that, soonest first: of a job whose runs go beside each other
 */
@JournalName("job-state")
public record JobState(
        @Nullable ThreadId threadId,
        @Nullable Instant lastPlanned,
        List<OpenRun> open,
        List<Occasion> waiting,
        @Nullable Retry retry,
        int failureCount,
        List<String> keys,
        List<Retry> laterRetries)
        implements JournalEntry {
    static final int KEYS_MAX = 256;

    public JobState {
        open = List.copyOf(open);
        waiting = List.copyOf(waiting);
        keys = List.copyOf(keys);
        laterRetries = laterRetries == null ? List.of() : List.copyOf(laterRetries);
    }

    /** @param ended null while it runs */
    public record OpenRun(
            RunId runId,
            int version,
            Occasion occasion,
            @Nullable RunStatus ended) {}

    public record Retry(Occasion occasion, Instant dueAt) {}

    /** Of a job that never fired. */
    public static final JobState EMPTY = new JobState(null, null, List.of(), List.of(), null, 0, List.of(), List.of());

    /** Something of it has not come to its end. */
    public boolean isBusy() {
        return !open.isEmpty() || retry != null;
    }

    /** All that is tried again, soonest first. */
    List<Retry> retries() {
        return retry == null ? List.of() : joined(List.of(retry), laterRetries);
    }

    /** Nothing of it works: runs that have ended are only delivered yet, and nobody's turn comes before. */
    boolean isIdle() {
        return open.isEmpty() || (waiting.isEmpty() && open.stream().noneMatch(run -> run.ended() == null));
    }

    /** True when this very attempt was decided on before. */
    boolean isKnown(Occasion occasion) {
        if (keys.contains(occasion.attemptKey())) {
            return true;
        }
        return occasion.isCron()
                && occasion.attempt() == 1
                && lastPlanned != null
                && !occasion.plannedAt().isAfter(lastPlanned)
                && waiting.stream().noneMatch(other -> other.key().equals(occasion.key()));
    }

    boolean isWaiting(Occasion occasion) {
        return waiting.stream().anyMatch(other -> other.key().equals(occasion.key()));
    }

    Optional<OpenRun> openRun(RunId runId) {
        return open.stream().filter(run -> run.runId().equals(runId)).findFirst();
    }

    public JobState apply(JobEvent event) {
        return switch (event) {
            case JobEvent.Fired fired -> fired(fired);
            case JobEvent.PassedOver passed -> passed(passed);
            case JobEvent.Queued queued ->
                planned(queued.occasion()).with(open, plus(waiting, queued.occasion()), retries(), failureCount);
            case JobEvent.RunEnded ended -> ended(ended);
            case JobEvent.RetryPlanned planned ->
                with(
                        open,
                        waiting,
                        plus(retries(), new Retry(planned.occasion(), planned.dueAt())),
                        Math.max(0, failureCount - 1));
            case JobEvent.Delivered delivered ->
                with(
                        open.stream()
                                .filter(run -> !run.runId().equals(delivered.runId()))
                                .toList(),
                        waiting,
                        retries(),
                        failureCount);
            case JobEvent.Dropped _ -> with(open, List.of(), List.of(), failureCount);
        };
    }

    private JobState fired(JobEvent.Fired fired) {
        var occasion = fired.occasion();
        var run = new OpenRun(fired.runId(), fired.version(), occasion, null);
        var others = waiting.stream()
                .filter(other -> !other.key().equals(occasion.key()))
                .toList();
        return new JobState(fired.threadId(), lastPlanned, open, waiting, retry, failureCount, keys, laterRetries)
                .planned(occasion)
                .keyed(occasion.attemptKey())
                .with(plus(open, run), others, without(occasion.attemptKey()), failureCount);
    }

    /** What is tried again, but for that attempt. */
    private List<Retry> without(String attemptKey) {
        return retries().stream()
                .filter(other -> !other.occasion().attemptKey().equals(attemptKey))
                .toList();
    }

    private JobState passed(JobEvent.PassedOver passed) {
        var later = passed.trigger().equals(Occasion.CRON) ? newest(passed.until()) : lastPlanned;
        var others = waiting.stream()
                .filter(other -> !other.key().equals(passed.key()))
                .toList();
        return new JobState(threadId, later, open, others, retry, failureCount, keys, laterRetries)
                .keyed(passed.key())
                .with(open, others, without(passed.key()), failureCount);
    }

    private JobState ended(JobEvent.RunEnded ended) {
        var runs = open.stream()
                .map(run -> run.runId().equals(ended.runId())
                        ? new OpenRun(run.runId(), run.version(), run.occasion(), ended.status())
                        : run)
                .toList();
        int failures = switch (ended.status()) {
            case FAILED, INTERRUPTED -> failureCount + 1;
            case SUCCEEDED -> 0;
            case CANCELLED, SKIPPED, QUEUED, RUNNING, BLOCKED -> failureCount;
        };
        return with(runs, waiting, retries(), failures);
    }

    private JobState planned(Occasion occasion) {
        return occasion.isCron()
                ? new JobState(
                        threadId, newest(occasion.plannedAt()), open, waiting, retry, failureCount, keys, laterRetries)
                : this;
    }

    private Instant newest(Instant planned) {
        return lastPlanned == null || planned.isAfter(lastPlanned) ? planned : lastPlanned;
    }

    private JobState keyed(String key) {
        var all = plus(keys, key);
        return new JobState(
                threadId,
                lastPlanned,
                open,
                waiting,
                retry,
                failureCount,
                all.subList(Math.max(0, all.size() - KEYS_MAX), all.size()),
                laterRetries);
    }

    private JobState with(List<OpenRun> runs, List<Occasion> queue, List<Retry> again, int failures) {
        var sorted = again.stream().sorted(Comparator.comparing(Retry::dueAt)).toList();
        return new JobState(
                threadId,
                lastPlanned,
                runs,
                queue,
                sorted.isEmpty() ? null : sorted.getFirst(),
                failures,
                keys,
                sorted.isEmpty() ? sorted : sorted.subList(1, sorted.size()));
    }

    private static <T> List<T> joined(List<T> list, List<T> more) {
        var longer = new ArrayList<>(list);
        longer.addAll(more);
        return longer;
    }

    private static <T> List<T> plus(List<T> list, T one) {
        var longer = new ArrayList<>(list);
        longer.add(one);
        return longer;
    }
}
