package dev.daemion.substrate.trigger;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.job.SlotView;
import dev.daemion.kernel.journal.JournalEntry;
import dev.daemion.kernel.journal.JournalName;
import dev.daemion.kernel.run.RunStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What happened to one job's due times and runs. Persistence id {@code job|<ExtensionId>}. */
public sealed interface JobEvent extends JournalEntry {
    Instant at();

    /**
     * A firing, journalled before anything of it happens.
     *
     * @param threadId the job's own thread, made when there is something to say in it
     */
    @JournalName("job-fired")
    record Fired(RunId runId, ThreadId threadId, String job, int version, Occasion occasion, Instant at)
            implements JobEvent {}

    /**
     * Due times that nothing is fired for.
     *
     * @param until the last of them
     * @param count how many, from 1
     * @param reason a sentence for people
     */
    @JournalName("job-passed-over")
    record PassedOver(
            String job,
            int version,
            SlotView.Outcome outcome,
            Instant from,
            Instant until,
            int count,
            String reason,
            String trigger,
            String key,
            Instant at)
            implements JobEvent {}

    /** A firing that waits until the run before it has ended. */
    @JournalName("job-queued")
    record Queued(String job, int version, Occasion occasion, Instant at) implements JobEvent {}

    /** @param reason why it was not even started; null for one that was, and in rows older than the question */
    @JournalName("job-run-ended")
    record RunEnded(RunId runId, RunStatus status, @Nullable String reason, Instant at) implements JobEvent {}

    /** @param dueAt when the failed occasion is tried again */
    @JournalName("job-retry-planned")
    record RetryPlanned(Occasion occasion, Instant dueAt, Instant at) implements JobEvent {}

    /** Everything that follows a run's end is done: outputs, notices, chains. */
    @JournalName("job-delivered")
    record Delivered(RunId runId, Instant at) implements JobEvent {}

    /** What waited or was to be tried again is given up: the job does not take part any more. */
    @JournalName("job-dropped")
    record Dropped(String job, int version, String reason, Instant at) implements JobEvent {}
}
