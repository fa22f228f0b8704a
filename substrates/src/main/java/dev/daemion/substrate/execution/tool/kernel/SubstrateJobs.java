package dev.daemion.substrate.execution.tool.kernel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.job.JobStartView;
import dev.daemion.kernel.job.JobView;
import dev.daemion.kernel.job.ScheduleView;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.kernel.run.RunView;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/** Asks the trigger substrate itself. */
public final class SubstrateJobs implements KernelJobs {
    private static final Duration PATIENCE = Duration.ofSeconds(9);

    private final SubstrateRefs refs;
    private final Scheduler scheduler;

    /** @param refs read at the first question, not before */
    public SubstrateJobs(SubstrateRefs refs, Scheduler scheduler) {
        this.refs = refs;
        this.scheduler = scheduler;
    }

    @Override
    public CompletionStage<List<JobView>> jobs(@Nullable String text, int limit) {
        return this.<Page<JobView>>ask(replyTo -> new TriggerProtocol.Jobs(text, null, limit, replyTo))
                .thenApply(Page::items);
    }

    @Override
    public CompletionStage<JobView> job(String name) {
        return ask(replyTo -> new TriggerProtocol.OneJob(name, replyTo));
    }

    @Override
    public CompletionStage<JobStartView> run(String name, ObjectNode input) {
        return ask(replyTo -> new TriggerProtocol.RunJob(name, false, null, input, null, replyTo));
    }

    /** Also one that has begun this moment: its rows are waited for. */
    @Override
    public CompletionStage<RunView> one(RunId id) {
        return AskPattern.<StorageProtocol.Message, Done>askWithStatus(
                        refs.storage(), StorageProtocol.CatchUp::new, PATIENCE, scheduler)
                .thenCompose(_ -> AskPattern.askWithStatus(
                        refs.storage(),
                        replyTo -> new StorageProtocol.Read<>(new StorageQuery.OneRun(id), replyTo),
                        PATIENCE,
                        scheduler));
    }

    @Override
    public CompletionStage<ScheduleView> upcoming(int days) {
        return ask(replyTo -> new TriggerProtocol.Upcoming(days, replyTo));
    }

    @Override
    public CompletionStage<List<RunView>> runs(@Nullable String job, int limit) {
        return AskPattern.askWithStatus(
                refs.storage(),
                replyTo -> new StorageProtocol.Read<>(new StorageQuery.JobRuns(job, limit), replyTo),
                PATIENCE,
                scheduler);
    }

    private <T> CompletionStage<T> ask(Function<ActorRef<StatusReply<T>>, TriggerProtocol.Message> message) {
        return AskPattern.askWithStatus(refs.trigger(), message::apply, PATIENCE, scheduler);
    }
}
