package dev.daemion.substrate.trigger;

import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.SubstrateHealth;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.kernel.protocol.TriggerProtocol.Message;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;

/**
 * Fires the kernel's chores. Their timers are not journalled: they start anew with the process, and each chore finds
 * what is due by itself.
 */
public final class TriggerSubstrate extends AbstractBehavior<Message> {
    private static final Duration ANSWER_WITHIN = Duration.ofMinutes(2);

    private final SubstrateRefs refs;
    private final Asks asks;
    private final Map<String, Chore> chores = new LinkedHashMap<>();
    private final Set<String> underWay = new HashSet<>();
    private final Map<String, String> lastFailures = new HashMap<>();

    private record Due(String name) implements Message {}

    private record Finished(String name, String failure) implements Message {}

    public static Behavior<Message> create(SubstrateRefs refs, List<Chore> chores) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new TriggerSubstrate(context, timers, refs, chores)));
    }

    private TriggerSubstrate(
            ActorContext<Message> context, TimerScheduler<Message> timers, SubstrateRefs refs, List<Chore> chores) {
        super(context);
        this.refs = refs;
        this.asks = new Asks(context.getSystem().scheduler(), ANSWER_WITHIN);
        for (var chore : chores) {
            this.chores.put(chore.name(), chore);
            timers.startTimerWithFixedDelay(chore.name(), new Due(chore.name()), chore.every());
        }
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(TriggerProtocol.RunChore.class, this::runChore)
                .onMessage(TriggerProtocol.Health.class, this::health)
                .onMessage(Due.class, this::due)
                .onMessage(Finished.class, this::finished)
                .build();
    }

    private Behavior<Message> runChore(TriggerProtocol.RunChore command) {
        var chore = chores.get(command.name());
        if (chore == null) {
            command.replyTo()
                    .tell(StatusReply.error(new Problem(
                            ProblemCode.NOT_FOUND,
                            "there is no chore '" + command.name() + "': there are "
                                    + String.join(", ", chores.keySet()))));
            return this;
        }
        Asks.answer(start(chore), command.replyTo());
        return this;
    }

    private Behavior<Message> due(Due message) {
        var chore = chores.get(message.name());
        if (chore != null && !underWay.contains(message.name())) {
            start(chore);
        }
        return this;
    }

    private CompletionStage<Done> start(Chore chore) {
        underWay.add(chore.name());
        var work = chore.work().apply(asks, refs);
        getContext()
                .pipeToSelf(
                        work,
                        (_, failure) -> new Finished(
                                chore.name(),
                                failure == null
                                        ? ""
                                        : String.valueOf(Asks.cause(failure).getMessage())));
        return work;
    }

    private Behavior<Message> finished(Finished message) {
        underWay.remove(message.name());
        if (message.failure().isEmpty()) {
            lastFailures.remove(message.name());
        } else {
            lastFailures.put(message.name(), message.failure());
            getContext()
                    .getLog()
                    .warn("chore {} failed and is tried again later: {}", message.name(), message.failure());
        }
        return this;
    }

    private Behavior<Message> health(TriggerProtocol.Health query) {
        var detail = lastFailures.isEmpty()
                ? chores.size() + " chores: " + String.join(", ", chores.keySet())
                : "failed last time: " + String.join(", ", lastFailures.keySet());
        query.replyTo().tell(new SubstrateHealth("trigger", lastFailures.isEmpty(), detail));
        return this;
    }
}
