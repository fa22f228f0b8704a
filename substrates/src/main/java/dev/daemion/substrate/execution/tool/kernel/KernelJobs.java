package dev.daemion.substrate.execution.tool.kernel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.job.JobStartView;
import dev.daemion.kernel.job.JobView;
import dev.daemion.kernel.job.ScheduleView;
import dev.daemion.kernel.run.RunView;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What tools ask about jobs. A stage fails with a {@link dev.daemion.kernel.problem.Problem} when it is refused. */
public interface KernelJobs {
    /**
     * Newest first, paused and waiting ones too.
     *
     * @param text part of a name or description; null for all
     */
    CompletionStage<List<JobView>> jobs(@Nullable String text, int limit);

    /** Fails with NOT_FOUND and the nearest names. */
    CompletionStage<JobView> job(String name);

    /** @param input what its templates read as {@code event} */
    CompletionStage<JobStartView> run(String name, ObjectNode input);

    /** With what its trigger brought along. Fails with RUN_NOT_FOUND. */
    CompletionStage<RunView> one(RunId id);

    CompletionStage<ScheduleView> upcoming(int days);

    /**
     * Newest first, without steps.
     *
     * @param job null for every job
     */
    CompletionStage<List<RunView>> runs(@Nullable String job, int limit);
}
