package dev.daemion.substrate.execution;

import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.run.RunView;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Stopping a run. One that waits in its thread has no entity yet: its message is withdrawn there. Completes when every
 * reader sees it.
 */
record RunStops(Asks asks, SubstrateRefs refs, ActorRef<ExecutionProtocol.Message> self) {
    /** A message to one run, sent on by the substrate, which alone owns the entities. */
    record ToRun(RunId id, RunCommand command) implements ExecutionProtocol.Message {}

    CompletionStage<Done> stop(RunId id) {
        return told(id).exceptionallyCompose(
                        failure -> isUnknown(failure) ? withdraw(id) : CompletableFuture.failedStage(failure))
                .thenCompose(_ -> caughtUp());
    }

    private CompletionStage<Done> told(RunId id) {
        return asks.ask(self, replyTo -> new ToRun(id, new RunCommand.Stop(replyTo)));
    }

    private CompletionStage<Done> withdraw(RunId id) {
        return caughtUp()
                .thenCompose(_ -> asks.<StorageProtocol.Message, RunView>ask(
                        refs.storage(), replyTo -> new StorageProtocol.Read<>(new StorageQuery.OneRun(id), replyTo)))
                .thenCompose(this::withdraw);
    }

    private CompletionStage<Done> withdraw(RunView run) {
        if (run.status().isEnd()) {
            return CompletableFuture.failedStage(ended(run.id(), run.status()));
        }
        if (run.kind() == RunKind.JOB) {
            return told(run.id());
        }
        return asks.<ContextProtocol.Message, Boolean>ask(
                        refs.context(), replyTo -> new ContextProtocol.WithdrawTurn(run.threadId(), run.id(), replyTo))
                .thenCompose(isWithdrawn ->
                        isWithdrawn ? CompletableFuture.completedStage(Done.getInstance()) : begun(run.id()));
    }

    /** It waits no more: it has begun, or somebody else has withdrawn it. */
    private CompletionStage<Done> begun(RunId id) {
        return told(id).exceptionallyCompose(failure ->
                CompletableFuture.failedStage(isUnknown(failure) ? ended(id, RunStatus.CANCELLED) : failure));
    }

    private CompletionStage<Done> caughtUp() {
        return asks.ask(refs.storage(), StorageProtocol.CatchUp::new);
    }

    private static boolean isUnknown(Throwable failure) {
        return Asks.cause(failure) instanceof Problem problem && problem.code() == ProblemCode.RUN_NOT_FOUND;
    }

    private static Problem ended(RunId id, RunStatus status) {
        return new Problem(ProblemCode.RUN_ENDED, "run " + id + " has ended already: " + status.wire());
    }
}
