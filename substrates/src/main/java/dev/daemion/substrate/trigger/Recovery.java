package dev.daemion.substrate.trigger;

import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.StorageQuery.JobStanding;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.kernel.run.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** What is done for a job after a restart, when a retry is due, and when it does not take part any more. */
record Recovery(JobDoor door, FiringDesk firing) {
    /** Look at what is open of a job and go on with it. */
    record TakeUp(ExtensionId job) implements TriggerProtocol.Message {}

    /** Everything there is to know at start. */
    record Known(Catalog catalog, List<JobStanding> standings, List<TriggerProtocol.Event> events) {}

    CompletionStage<Known> standings() {
        CompletionStage<Catalog> catalog =
                door.asks().ask(door.refs().extension(), ExtensionProtocol.CurrentCatalog::new);
        return door.visible(Done.getInstance())
                .thenCompose(_ -> door.read(new StorageQuery.JobStandings(List.of())))
                .thenCompose(standings -> door.read(new StorageQuery.OpenEvents())
                        .thenCombine(catalog, (events, current) -> new Known(current, standings, events)));
    }

    /**
     * Runs that were fired are started, or taken up where they are; ends that were not delivered are reported again;
     * what is due to be tried again is.
     */
    CompletionStage<RunEnds.After> takeUp(ExtensionId job, Optional<JobPlan> plan, Catalog catalog, Instant now) {
        return door.<JobEntity.Standing>ask(job, JobEntity.Stand::new).thenCompose(standing -> {
            if (plan.isEmpty()) {
                return giveUp(job, "", 0, standing).thenApply(_ -> RunEnds.After.NOTHING);
            }
            CompletionStage<Done> all = CompletableFuture.completedStage(Done.getInstance());
            for (var run : standing.open()) {
                all = all.thenCompose(_ -> run.ended() == null
                        ? firing.start(plan.get(), catalog, run.occasion(), run.runId(), run.threadId())
                        : report(job, run));
            }
            var retry = standing.retry();
            if (retry == null
                    || standing.retryAt() == null
                    || standing.retryAt().isAfter(now)) {
                return all.thenApply(_ -> RunEnds.After.of(standing));
            }
            boolean isFree = standing.open().isEmpty()
                    || plan.get().definition().overlap().equals("parallel");
            return isFree
                    ? all.thenCompose(_ -> firing.fire(plan.get(), catalog, retry, null))
                            .thenCompose(_ -> door.<JobEntity.Standing>ask(job, JobEntity.Stand::new))
                            .thenApply(RunEnds.After::of)
                    // The end of what runs brings it up again.
                    : all.thenApply(_ -> new RunEnds.After(null, null, standing.lastPlanned()));
        });
    }

    private CompletionStage<Done> report(ExtensionId job, JobEntity.Running run) {
        var status = run.ended() == null ? RunStatus.INTERRUPTED : run.ended();
        return door.asks()
                .<TriggerProtocol.Message, Done>ask(
                        door.self(), replyTo -> new TriggerProtocol.RunEnded(job, run.runId(), status, replyTo))
                .exceptionally(_ -> Done.getInstance());
    }

    /** It does not take part any more: what runs is stopped, what waits is given up. */
    CompletionStage<Done> release(JobPlan plan) {
        return door.<JobEntity.Standing>ask(plan.id(), JobEntity.Stand::new)
                .thenCompose(
                        standing -> giveUp(plan.id(), plan.name(), plan.view().version(), standing));
    }

    /** @param name blank when the job is gone: the tables know what it was called */
    private CompletionStage<Done> giveUp(ExtensionId job, String name, int version, JobEntity.Standing standing) {
        CompletionStage<Done> all = door.<JobEntity.Standing>ask(
                        job,
                        replyTo -> new JobEntity.Drop(name, version, "the job does not take part any more", replyTo))
                .thenApply(_ -> Done.getInstance());
        for (var run : standing.open()) {
            all = all.thenCompose(_ -> run.ended() == null ? stop(job, run) : report(job, run));
        }
        return all;
    }

    /** One that was never started has nobody else to report its end. */
    private CompletionStage<Done> stop(ExtensionId job, JobEntity.Running run) {
        return firing.stop(run.runId())
                .thenCompose(_ -> report(
                        job, new JobEntity.Running(run.runId(), run.threadId(), run.occasion(), RunStatus.CANCELLED)));
    }
}
