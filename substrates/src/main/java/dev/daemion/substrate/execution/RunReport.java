package dev.daemion.substrate.execution;

import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.TriggerProtocol;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** Who hears that a run has ended: the thread it answers in, or the job that fired it. */
record RunReport(RunId id, RunServices services) {
    /** Completes with whether whoever waits for the end knows of it; one that is gone needs no telling. */
    CompletionStage<Boolean> tell(RunState.Ended ended) {
        return told(ended).handle((_, failure) -> failure == null || isGone(Asks.cause(failure)));
    }

    private CompletionStage<Done> told(RunState.Ended ended) {
        var started = ended.started();
        var status = ended.end().status();
        var assignment = started.assignment();
        if (assignment != null && assignment.warrant().type() == ExtensionType.JOB) {
            return services.asks()
                    .<TriggerProtocol.Message, Done>ask(
                            services.refs().trigger(),
                            replyTo -> new TriggerProtocol.RunEnded(
                                    assignment.warrant().extensionId(), id, status, replyTo));
        }
        return services.asks()
                .<ContextProtocol.Message, Done>ask(
                        services.refs().context(),
                        replyTo -> new ContextProtocol.RunEnded(started.threadId(), id, status, replyTo));
    }

    private static boolean isGone(Throwable cause) {
        return cause instanceof Problem problem && problem.code() == ProblemCode.THREAD_NOT_FOUND;
    }
}
