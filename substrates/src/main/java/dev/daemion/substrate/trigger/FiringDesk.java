package dev.daemion.substrate.trigger;

import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * From an occasion to a run: the job's entity decides and journals, and only then is the run started. A start that did
 * not come through is made again after a restart, under the same id.
 */
record FiringDesk(JobDoor door, JobContent content, IdSource ids) {
    /**
     * @param overlap what to do while the one before still runs; null as the job says
     * @return what became of it, once that is journalled and the run acknowledged
     */
    CompletionStage<JobEntity.Offered> fire(
            JobPlan plan, Catalog catalog, Occasion occasion, @Nullable String overlap) {
        return decide(plan, occasion, overlap)
                .thenCompose(offered -> offered instanceof JobEntity.Offered.Fired fired
                        ? begin(plan, catalog, occasion, fired)
                                .thenApply(refusal -> refusal.<JobEntity.Offered>map(JobEntity.Offered.Skipped::new)
                                        .orElse(offered))
                        : CompletableFuture.completedStage(offered));
    }

    /** The decision alone, once it is journalled; what was fired is to be begun. */
    CompletionStage<JobEntity.Offered> decide(JobPlan plan, Occasion occasion, @Nullable String overlap) {
        return door.ask(
                plan.id(),
                replyTo -> new JobEntity.Offer(
                        occasion,
                        plan.name(),
                        plan.view().version(),
                        overlap == null ? plan.definition().overlap() : overlap,
                        RunId.next(ids),
                        ThreadId.next(ids),
                        replyTo));
    }

    /**
     * Makes room where it is to, and starts the run.
     *
     * @return why it may not start, a sentence; empty when it has started
     */
    CompletionStage<Optional<String>> begin(
            JobPlan plan, Catalog catalog, Occasion occasion, JobEntity.Offered.Fired fired) {
        return cancel(fired).thenCompose(_ -> begin(plan, catalog, occasion, fired.runId(), fired.threadId()));
    }

    private CompletionStage<Done> cancel(JobEntity.Offered.Fired fired) {
        CompletionStage<Done> all = CompletableFuture.completedStage(Done.getInstance());
        for (var old : fired.toCancel()) {
            all = all.thenCombine(stop(old), (_, done) -> done);
        }
        return all;
    }

    /** One that has ended already is as good as stopped. */
    CompletionStage<Done> stop(RunId runId) {
        return door.asks()
                .<ExecutionProtocol.Message, Done>ask(
                        door.refs().execution(), replyTo -> new ExecutionProtocol.StopRun(runId, replyTo))
                .exceptionally(_ -> Done.getInstance());
    }

    /** Starts the run that was journalled, or takes it up again. What may not start is skipped. */
    CompletionStage<Done> start(JobPlan plan, Catalog catalog, Occasion occasion, RunId runId, ThreadId threadId) {
        return begin(plan, catalog, occasion, runId, threadId).thenApply(_ -> Done.getInstance());
    }

    /** Why it may not start, a sentence; empty when it has started. */
    private CompletionStage<Optional<String>> begin(
            JobPlan plan, Catalog catalog, Occasion occasion, RunId runId, ThreadId threadId) {
        return content.request(plan, catalog, occasion, runId, threadId)
                .thenCompose(request -> door.asks()
                        .<ExecutionProtocol.Message, Done>ask(
                                door.refs().execution(), replyTo -> new ExecutionProtocol.StartRun(request, replyTo)))
                .thenApply(_ -> Optional.<String>empty())
                .exceptionallyCompose(failure -> isForGood(failure)
                        ? skip(plan, runId, String.valueOf(Asks.cause(failure).getMessage()))
                        : CompletableFuture.failedStage(Asks.cause(failure)));
    }

    private static boolean isForGood(Throwable failure) {
        return Asks.cause(failure) instanceof Problem problem && problem.code().kind() != ProblemCode.Kind.UNAVAILABLE;
    }

    private CompletionStage<Optional<String>> skip(JobPlan plan, RunId runId, String reason) {
        return door.<JobEntity.Ended>ask(plan.id(), replyTo -> new JobEntity.SkipRun(runId, reason, replyTo))
                .thenCompose(
                        _ -> door.<JobEntity.Standing>ask(plan.id(), replyTo -> new JobEntity.Deliver(runId, replyTo)))
                .thenApply(_ -> Optional.of(reason));
    }

    /** Writes down what becomes of due times that nothing is fired for. */
    CompletionStage<Done> passOver(JobPlan plan, SlotPlanner.Due slots) {
        return slots.passed().isEmpty()
                ? CompletableFuture.completedStage(Done.getInstance())
                : door.ask(
                        plan.id(),
                        replyTo ->
                                new JobEntity.PassOver(plan.name(), plan.view().version(), slots.passed(), replyTo));
    }
}
