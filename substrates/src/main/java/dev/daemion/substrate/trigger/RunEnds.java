package dev.daemion.substrate.trigger;

import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.run.RunView;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * What follows the end of a job's run: it is written down, tried again or delivered, and other jobs follow. Every step
 * can be made twice: a crash in between makes it again, and only a note in a thread may then stand there twice.
 */
record RunEnds(JobDoor door, FiringDesk firing, Delivery delivery, Clock clock) {
    /**
     * @param retryAt when it is tried again; null when it is not
     * @param next the firing whose turn it is; null when none waits
     * @param lastPlanned the newest due time that was decided on; null when none was
     */
    record After(
            @Nullable Instant retryAt,
            @Nullable Occasion next,
            @Nullable Instant lastPlanned) {
        /** Of a job that does not take part any more. */
        static final After NOTHING = new After(null, null, null);

        static After of(JobEntity.Standing standing) {
            return new After(standing.retryAt(), standing.next(), standing.lastPlanned());
        }
    }

    /**
     * @param plan the job as it is now; empty when it does not take part any more
     * @param followers jobs that follow this end
     */
    CompletionStage<After> of(
            ExtensionId job,
            RunId runId,
            RunStatus status,
            Optional<JobPlan> plan,
            Catalog catalog,
            List<JobPlan> followers) {
        return run(runId).thenCompose(run -> {
            var retryAfter = plan.filter(_ -> status == RunStatus.FAILED || status == RunStatus.INTERRUPTED)
                    .flatMap(known -> run.flatMap(ended -> known.definition().retryAfter(ended.attempt())));
            return door.<JobEntity.Ended>ask(
                            job, replyTo -> new JobEntity.EndRun(runId, status, retryAfter.orElse(null), replyTo))
                    .thenCompose(ended -> switch (ended) {
                        case JobEntity.Ended.Known _ -> CompletableFuture.completedStage(null);
                        case JobEntity.Ended.First first ->
                            first.retryAt() != null || plan.isEmpty() || run.isEmpty()
                                    ? CompletableFuture.completedStage(null)
                                    : delivery.of(plan.get(), catalog, run.get(), first)
                                            .thenCompose(_ -> follow(plan.get(), run.get(), catalog, followers));
                    })
                    .thenCompose(
                            _ -> door.<JobEntity.Standing>ask(job, replyTo -> new JobEntity.Deliver(runId, replyTo)))
                    .thenApply(After::of);
        });
    }

    /** With its thread a run may have been erased. */
    private CompletionStage<Optional<RunView>> run(RunId id) {
        return door.visible(id)
                .thenCompose(_ -> door.read(new StorageQuery.OneRun(id)))
                .thenApply(Optional::of)
                .exceptionallyCompose(failure ->
                        Asks.cause(failure) instanceof Problem problem && problem.code() == ProblemCode.RUN_NOT_FOUND
                                ? CompletableFuture.completedStage(Optional.empty())
                                : CompletableFuture.failedStage(failure));
    }

    private CompletionStage<Done> follow(JobPlan plan, RunView run, Catalog catalog, List<JobPlan> followers) {
        if (followers.isEmpty()) {
            return CompletableFuture.completedStage(Done.getInstance());
        }
        return JobOutput.of(door, run)
                .thenCompose(
                        output -> fire(followers, catalog, Chains.occasion(plan.name(), run, output, clock.instant())));
    }

    private CompletionStage<Done> fire(List<JobPlan> followers, Catalog catalog, Occasion occasion) {
        CompletionStage<Done> all = CompletableFuture.completedStage(Done.getInstance());
        for (var follower : followers) {
            all = all.thenCompose(_ -> firing.fire(follower, catalog, occasion, null))
                    .thenApply(_ -> Done.getInstance());
        }
        return all;
    }
}
