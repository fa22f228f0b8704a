package dev.daemion.substrate.trigger;

import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.TriggerProtocol;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Fires the kernel's chores. Their timers are not journalled: they start anew with the process, and each chore finds
 * what is due by itself.
 */
final class Chores extends AbstractBehavior<Chores.Message> {
    private static final Duration ANSWER_WITHIN = Duration.ofMinutes(2);

    /** Supertype of all it receives. */
    sealed interface Message {}

    /** Runs one now, out of turn. */
    record Run(TriggerProtocol.RunChore command) implements Message {}

    private record Due(String name) implements Message {}

    private record Ended(String name, String failure) implements Message {}

    /** How they went last time. */
    record Report(boolean isHealthy, String detail) implements TriggerProtocol.Message {}

    private final SubstrateRefs refs;
    private final Asks asks;
    private final Consumer<Report> told;
    private final Map<String, Chore> all = new LinkedHashMap<>();
    private final Set<String> underWay = new HashSet<>();
    private final Map<String, String> lastFailures = new HashMap<>();

    /** @param told hears when one begins or ceases to fail; sends a message */
    static Behavior<Message> create(SubstrateRefs refs, List<Chore> chores, Consumer<Report> told) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            chores.forEach(
                    chore -> timers.startTimerWithFixedDelay(chore.name(), new Due(chore.name()), chore.every()));
            return new Chores(context, refs, chores, told);
        }));
    }

    private Chores(ActorContext<Message> context, SubstrateRefs refs, List<Chore> chores, Consumer<Report> told) {
        super(context);
        this.refs = refs;
        this.asks = new Asks(context.getSystem().scheduler(), ANSWER_WITHIN);
        this.told = told;
        chores.forEach(chore -> all.put(chore.name(), chore));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Run.class, this::run)
                .onMessage(Due.class, this::due)
                .onMessage(Ended.class, this::ended)
                .build();
    }

    private Behavior<Message> run(Run message) {
        var name = message.command().name();
        CompletionStage<Done> work = all.containsKey(name)
                ? start(name)
                : CompletableFuture.failedStage(new Problem(
                        ProblemCode.NOT_FOUND,
                        "there is no chore '" + name + "': there are " + String.join(", ", all.keySet())));
        Asks.answer(work, message.command().replyTo());
        return this;
    }

    private Behavior<Message> due(Due message) {
        if (!underWay.contains(message.name())) {
            start(message.name());
        }
        return this;
    }

    private CompletionStage<Done> start(String name) {
        underWay.add(name);
        var work = Objects.requireNonNull(all.get(name)).work().apply(asks, refs);
        getContext()
                .pipeToSelf(
                        work,
                        (_, failure) -> new Ended(
                                name,
                                failure == null
                                        ? ""
                                        : String.valueOf(Asks.cause(failure).getMessage())));
        return work;
    }

    private Behavior<Message> ended(Ended message) {
        underWay.remove(message.name());
        if (message.failure().isEmpty()) {
            lastFailures.remove(message.name());
        } else {
            lastFailures.put(message.name(), message.failure());
            getContext()
                    .getLog()
                    .warn("chore {} failed and is tried again later: {}", message.name(), message.failure());
        }
        told.accept(
                lastFailures.isEmpty()
                        ? new Report(true, all.size() + " chores")
                        : new Report(false, "failed last time: " + String.join(", ", lastFailures.keySet())));
        return this;
    }
}
