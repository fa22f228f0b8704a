package dev.daemion.substrate.trigger;

import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.kernel.protocol.TriggerProtocol.Heard;
import dev.daemion.kernel.run.RunView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that run before an answer: fires them for what was said and waits for their ends. Belongs to the trigger
 * substrate.
 */
final class Forerunners {
    /** Characters of one output that reach the answer. */
    private static final int OUTPUT_LENGTH_MAX = 20_000;

    private final ActorContext<TriggerProtocol.Message> context;
    private final JobDoor door;
    private final FiringDesk firing;
    private final Map<RunId, List<CompletableFuture<Heard>>> awaited = new HashMap<>();

    /** One has decided, or has not. */
    record Fired(
            JobPlan plan,
            CompletableFuture<Heard> heard,
            JobEntity.@Nullable Offered offered,
            @Nullable Throwable failure)
            implements TriggerProtocol.Message {}

    Forerunners(ActorContext<TriggerProtocol.Message> context, JobDoor door, FiringDesk firing) {
        this.context = context;
        this.door = door;
        this.firing = firing;
    }

    CompletionStage<List<Heard>> run(List<Listeners.Called> called, Catalog catalog) {
        CompletionStage<List<Heard>> all = CompletableFuture.completedStage(new ArrayList<>());
        for (var one : called) {
            var plan = one.plan();
            var heard = new CompletableFuture<Heard>()
                    .completeOnTimeout(
                            nothing(plan, "it has not ended within " + TriggerProtocol.BEFORE_MAX.toSeconds() + " s"),
                            TriggerProtocol.BEFORE_MAX.toMillis(),
                            TimeUnit.MILLISECONDS);
            context.pipeToSelf(
                    firing.fire(plan, catalog, one.occasion(), null),
                    (offered, failure) -> new Fired(plan, heard, offered, failure));
            all = all.thenCombine(heard, (outputs, output) -> {
                outputs.add(output);
                return outputs;
            });
        }
        return all;
    }

    void fired(Fired message) {
        var plan = message.plan();
        switch (message.offered()) {
            case JobEntity.Offered.Fired fired -> await(fired.runId(), message);
            case JobEntity.Offered.Known known when known.runId() != null -> await(known.runId(), message);
            case JobEntity.Offered.Known _ -> message.heard().complete(nothing(plan, "it has run for this already"));
            case JobEntity.Offered.Waits _ -> message.heard().complete(nothing(plan, "it waits for a run before it"));
            case JobEntity.Offered.Skipped skipped -> message.heard().complete(nothing(plan, skipped.reason()));
            case null ->
                message.heard()
                        .complete(nothing(
                                plan,
                                String.valueOf(Asks.cause(Optional.ofNullable(message.failure())
                                                .orElseGet(IllegalStateException::new))
                                        .getMessage())));
        }
    }

    private void await(RunId id, Fired message) {
        var heard = message.heard();
        awaited.computeIfAbsent(id, _ -> new ArrayList<>()).add(heard);
        // It may have ended before anybody waited.
        var _ = door.visible(id)
                .thenCompose(_ -> door.read(new StorageQuery.OneRun(id)))
                .thenAccept(run -> {
                    if (run.finishedAt() != null) {
                        heard.complete(heard(run));
                    }
                });
    }

    /** A run of a job is over and its end is delivered. */
    void ended(RunId id) {
        var waiting = awaited.remove(id);
        if (waiting != null) {
            door.visible(id)
                    .thenCompose(_ -> door.read(new StorageQuery.OneRun(id)))
                    .whenComplete((run, failure) -> waiting.forEach(one -> {
                        if (run == null) {
                            one.completeExceptionally(Asks.cause(failure));
                        } else {
                            one.complete(heard(run));
                        }
                    }));
        }
    }

    private static Heard heard(RunView run) {
        var output = Optional.ofNullable(run.output()).orElse("").strip();
        var text = switch (run.status()) {
            case SUCCEEDED -> output.equals(Delivery.NOTHING_TO_SAY) ? "" : output;
            default ->
                "(" + run.status().wire() + ": "
                        + Optional.ofNullable(run.error()).orElse("no reason given") + ")";
        };
        return new Heard(
                String.valueOf(run.job()),
                text.length() <= OUTPUT_LENGTH_MAX
                        ? text
                        : text.substring(0, OUTPUT_LENGTH_MAX) + "\n(cut after " + OUTPUT_LENGTH_MAX + " characters)");
    }

    private static Heard nothing(JobPlan plan, String why) {
        return new Heard(plan.name(), "(nothing: " + why + ")");
    }
}
