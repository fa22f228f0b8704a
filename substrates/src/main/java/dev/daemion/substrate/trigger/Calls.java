package dev.daemion.substrate.trigger;

import dev.daemion.extension.definition.Flags;
import dev.daemion.extension.definition.JobDefinition;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.substrate.trigger.watch.FolderWatch;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.pattern.StatusReply;

/**
 * Jobs that fire for something else than a time: a delivery, an event, a message, a file. Belongs to the trigger
 * substrate, as the book and the throttle it works with do.
 */
final class Calls {
    private static final int RETRY_AFTER_SECONDS = 60;

    private final JobDoor door;
    private final JobBook book;
    private final Firings firings;
    private final Clock clock;
    private final Hooks hooks;
    private final Listeners listeners = new Listeners();
    private final Watches watches;

    Calls(
            ActorContext<TriggerProtocol.Message> context,
            JobDoor door,
            JobBook book,
            Firings firings,
            TriggerPorts ports,
            Clock clock) {
        this.door = door;
        this.book = book;
        this.firings = firings;
        this.clock = clock;
        this.hooks = new Hooks(ports, clock);
        this.watches = new Watches(context, ports, clock);
    }

    /** Takes over which jobs there are. */
    void update(JobBook.Change change) {
        for (var plan : change.removed()) {
            listeners.remove(plan);
            watches.remove(plan);
        }
        for (var plan : change.added()) {
            listeners.add(plan);
            watches.add(plan);
        }
    }

    /** How the watch of that job stands; empty when it has none. */
    Optional<String> watching(String job) {
        return watches.state(job);
    }

    void deliver(TriggerProtocol.Hook hook, Catalog catalog) {
        var plan = book.find(hook.name()).filter(known -> known.triggerType().equals("webhook"));
        if (plan.isEmpty()) {
            // Who may not call it does not learn whether it is there.
            hook.replyTo()
                    .tell(StatusReply.error(Hooks.refused("The signature does not fit the secret and the body.")));
            return;
        }
        if (hooks.isFlooded(hook.name())) {
            hook.replyTo()
                    .tell(StatusReply.error(new Problem(
                                    ProblemCode.TOO_MANY,
                                    "a hook takes " + Hooks.PER_MINUTE_MAX + " deliveries a minute")
                            .retryAfter(RETRY_AFTER_SECONDS)));
            return;
        }
        CompletionStage<Done> fired =
                hooks.occasion(plan.get(), hook).thenCompose(occasion -> firings.now(plan.get(), catalog, occasion));
        Asks.answer(fired, hook.replyTo());
    }

    void happened(TriggerProtocol.Happened message, Catalog catalog) {
        var flags = listeners.isWaiting() ? Flags.of(catalog) : Map.<String, Boolean>of();
        var called = message.events().stream()
                .map(event -> listeners.called(event, flags))
                .flatMap(List::stream)
                .toList();
        if (called.isEmpty()) {
            taken(message);
            return;
        }
        var open = new AtomicInteger(called.size());
        for (var one : called) {
            firings.offer(one.plan(), catalog, one.occasion(), null, () -> {
                if (open.decrementAndGet() == 0) {
                    taken(message);
                }
            });
        }
    }

    /** Should the answer be lost, they are told again, and the jobs know them. */
    private void taken(TriggerProtocol.Happened message) {
        var orderings = message.events().stream()
                .mapToLong(TriggerProtocol.Event::ordering)
                .summaryStatistics();
        var _ = door.asks()
                .<StorageProtocol.Message, Done>ask(
                        door.refs().storage(),
                        replyTo -> new StorageProtocol.EventsTaken(orderings.getMin(), orderings.getMax(), replyTo));
    }

    void said(TriggerProtocol.Said said, Catalog catalog) {
        fire(listeners.called(said, clock.instant()), catalog);
    }

    /** Those of them that run before the answer. */
    List<Listeners.Called> before(TriggerProtocol.Said said) {
        return listeners.called(said, clock.instant()).stream()
                .filter(called -> JobDefinition.runsBefore(called.plan().view()))
                .toList();
    }

    void told(Watches.Told told, Catalog catalog) {
        switch (told.report()) {
            case FolderWatch.WatchState state -> watches.stands(state);
            case FolderWatch.Changed changed ->
                book.find(changed.job())
                        .ifPresent(
                                plan -> fire(List.of(new Listeners.Called(plan, Watches.occasion(changed))), catalog));
        }
    }

    void resolved(Watches.Resolved resolved) {
        var current = book.find(resolved.plan().id());
        watches.resolved(resolved, current.filter(resolved.plan()::equals).isPresent());
    }

    private void fire(List<Listeners.Called> all, Catalog catalog) {
        all.forEach(called -> firings.offer(called.plan(), catalog, called.occasion(), null, () -> {}));
    }
}
