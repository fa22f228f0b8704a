package dev.daemion.substrate.trigger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.extension.definition.JobDefinition;
import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.extension.Warrant;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.notice.NoticeDraft;
import dev.daemion.kernel.notice.NoticeKind;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.run.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * Where a run's result goes: files, memory, threads, notices. Each destination is tried whatever became of the others;
 * what did not work is told.
 */
record Delivery(JobDoor door) {
    /** Said by a job that has nothing to report: nothing is shown. */
    static final String NOTHING_TO_SAY = "HEARTBEAT_OK";
    /** After so many failures in a row a job is paused; and again after as many once it was switched on. */
    static final int FAILURES_MAX = 5;

    private static final Done DONE = Done.getInstance();

    /** @param ended with how often it has failed in a row */
    CompletionStage<Done> of(JobPlan plan, Catalog catalog, RunView run, JobEntity.Ended.First ended) {
        return switch (run.status()) {
            case SUCCEEDED -> succeeded(plan, catalog, run, ended.threadId());
            case FAILED, INTERRUPTED -> failed(plan, run, ended.failureCount());
            case CANCELLED, SKIPPED, QUEUED, RUNNING, BLOCKED -> CompletableFuture.completedStage(DONE);
        };
    }

    private CompletionStage<Done> succeeded(JobPlan plan, Catalog catalog, RunView run, ThreadId own) {
        var output = Optional.ofNullable(run.output()).orElse("").strip();
        if (output.equals(NOTHING_TO_SAY)) {
            return CompletableFuture.completedStage(DONE);
        }
        var warrant = catalog.warrant(ExtensionType.JOB, plan.name());
        if (warrant.isEmpty()) {
            return CompletableFuture.completedStage(DONE);
        }
        var failures = new ArrayList<String>();
        CompletionStage<Done> all = CompletableFuture.completedStage(DONE);
        for (var destination : destinations(plan.definition())) {
            all = all.thenCompose(_ -> deliver(plan, warrant.get(), run, destination, output, own))
                    .exceptionally(failure -> {
                        failures.add(String.valueOf(Asks.cause(failure).getMessage()));
                        return DONE;
                    });
        }
        return all.thenCompose(_ ->
                failures.isEmpty() ? CompletableFuture.completedStage(DONE) : undelivered(plan, run, own, failures));
    }

    /** Without any said: the owner's thread; steps that say nowhere have said what they had to say themselves. */
    private static List<JobDefinition.Output> destinations(JobDefinition definition) {
        if (!definition.outputs().isEmpty()) {
            return definition.outputs();
        }
        return definition.prompt() == null ? List.of() : List.of(new JobDefinition.Output(null, null, null, "owner"));
    }

    private CompletionStage<Done> deliver(
            JobPlan plan, Warrant warrant, RunView run, JobDefinition.Output destination, String output, ThreadId own) {
        if (destination.file() != null) {
            return JobOutput.of(door, run)
                    .thenApply(plain -> input().put("path", destination.file()).put("content", plain.strip() + "\n"))
                    .thenCompose(input -> call(warrant, run, own, "Write", input));
        }
        if (destination.notice() != null) {
            var notice =
                    notice(NoticeKind.RUN_FINISHED, "Job " + plan.name(), "It has something for you.", run, plan, own);
            return door.tell(notice, destination.notice().equals("app"));
        }
        if (destination.thread() != null) {
            return output.isEmpty()
                    ? CompletableFuture.completedStage(DONE)
                    : thread(plan, destination.thread(), own).thenCompose(there -> note(plan, there, own, output));
        }
        return Boolean.TRUE.equals(destination.engram())
                ? JobOutput.of(door, run)
                        .thenApply(plain -> input().put("text", plan.name() + ": " + oneLine(plain.strip())))
                        .thenCompose(input -> call(warrant, run, own, "remember", input))
                : CompletableFuture.completedStage(DONE);
    }

    private CompletionStage<Done> call(Warrant warrant, RunView run, ThreadId own, String tool, ObjectNode input) {
        return door.call(warrant, own, run.id(), run.agentId(), tool, input).thenApply(_ -> DONE);
    }

    private static ObjectNode input() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static String oneLine(String text) {
        var line = text.replaceAll("\\s+", " ");
        return line.length() <= 500 ? line : line.substring(0, 499) + "…";
    }

    /** The most recent thread of the agent that made the job, else the job's own; or the one that is named. */
    private CompletionStage<ThreadId> thread(JobPlan plan, String said, ThreadId own) {
        if (!said.equals("owner")) {
            return CompletableFuture.completedStage(new ThreadId(said));
        }
        var owner = plan.view().ownerAgentId();
        if (owner == null) {
            return CompletableFuture.completedStage(own);
        }
        return door.read(new StorageQuery.RecentThread(owner)).thenApply(recent -> recent.orElse(own));
    }

    private CompletionStage<Done> note(JobPlan plan, ThreadId there, ThreadId own, String text) {
        CompletionStage<Done> open = there.equals(own)
                ? door.asks()
                        .ask(
                                door.refs().context(),
                                replyTo -> new ContextProtocol.OpenThread(
                                        own,
                                        "Job: " + plan.name(),
                                        Objects.requireNonNullElse(plan.view().ownerAgentId(), "daemion"),
                                        replyTo))
                : CompletableFuture.completedStage(DONE);
        var parts = List.<Part>of(new Part.Text("**" + plan.name() + "**\n\n" + text));
        return open.thenCompose(_ -> door.asks()
                        .<ContextProtocol.Message, TurnId>ask(
                                door.refs().context(),
                                replyTo -> new ContextProtocol.NoteTurn(there, Role.ASSISTANT, parts, replyTo)))
                .thenApply(_ -> DONE);
    }

    private CompletionStage<Done> undelivered(JobPlan plan, RunView run, ThreadId own, List<String> failures) {
        var text = "Its output did not arrive: " + String.join("; ", failures);
        return door.tell(notice(NoticeKind.RUN_FAILED, "Job " + plan.name(), text, run, plan, own));
    }

    private CompletionStage<Done> failed(JobPlan plan, RunView run, int failureCount) {
        if (failureCount % FAILURES_MAX != 0) {
            var text = run.status() == RunStatus.INTERRUPTED
                    ? "It was interrupted when Daemion stopped. It is not repeated by itself."
                    : "It failed; the run says why.";
            return door.tell(notice(NoticeKind.RUN_FAILED, "Job " + plan.name() + " failed", text, run, plan, null));
        }
        return door.asks()
                .<ExtensionProtocol.Message, ExtensionView>ask(
                        door.refs().extension(),
                        replyTo -> new ExtensionProtocol.ToggleExtension(
                                plan.id(), false, "daemion: " + failureCount + " failures in a row", replyTo))
                .thenApply(_ -> DONE)
                // Deleted or switched off in the meantime: it is paused either way.
                .exceptionallyCompose(failure -> Asks.cause(failure) instanceof Problem problem
                                && problem.code().kind() != ProblemCode.Kind.UNAVAILABLE
                        ? CompletableFuture.completedStage(DONE)
                        : CompletableFuture.failedStage(failure))
                .thenCompose(_ -> door.tell(notice(
                        NoticeKind.JOB_PAUSED,
                        "Job " + plan.name() + " is paused",
                        "It failed " + failureCount + " times in a row. Switch it on again when the cause is gone.",
                        run,
                        plan,
                        null)));
    }

    private static NoticeDraft notice(
            NoticeKind kind, String title, String text, RunView run, JobPlan plan, @Nullable ThreadId threadId) {
        return new NoticeDraft(kind, title, text, threadId, run.id(), null, plan.name());
    }
}
