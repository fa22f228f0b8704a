package dev.daemion.substrate.trigger;

import dev.daemion.extension.definition.Flags;
import dev.daemion.extension.definition.JobDefinition;
import dev.daemion.extension.trigger.WebhookSignature;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that fire for something else than a time: a delivery, an event, a message, a file. Belongs to the trigger
 * substrate, as the book and the throttle it works with do.
 */
final class Calls {
    private static final int RETRY_AFTER_SECONDS = 60;

    /** @param occasion null when the delivery is refused */
    record Checked(
            TriggerProtocol.Hook hook,
            @Nullable Occasion occasion,
            @Nullable Throwable failure) implements TriggerProtocol.Message {
        Throwable why() {
            return Optional.ofNullable(failure).orElseGet(() -> new IllegalStateException("refused without a reason"));
        }
    }

    /** @param failure null once it is decided on */
    record Decided(
            TriggerProtocol.Hook hook,
            Occasion occasion,
            @Nullable Throwable failure) implements TriggerProtocol.Message {}

    private final ActorContext<TriggerProtocol.Message> context;
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
        this.context = context;
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

    void deliver(TriggerProtocol.Hook hook) {
        context.pipeToSelf(
                hooks.occasion(hookOf(hook), hook), (occasion, failure) -> new Checked(hook, occasion, failure));
    }

    /** Who may not call it does not learn whether it is there. */
    private Optional<JobPlan> hookOf(TriggerProtocol.Hook hook) {
        return book.find(hook.name()).filter(known -> known.triggerType().equals("webhook"));
    }

    /** Only what is rightly signed counts: nobody else can use up what a hook takes. */
    void checked(Checked checked, Catalog catalog) {
        var hook = checked.hook();
        var occasion = checked.occasion();
        if (occasion == null) {
            var refusal = hooks.isFlooded(hook.name() + " refused") ? flooded() : Asks.cause(checked.why());
            hook.replyTo().tell(StatusReply.error(refusal));
            return;
        }
        var plan = hookOf(hook);
        if (plan.isEmpty()) {
            hook.replyTo().tell(StatusReply.error(Hooks.refused(WebhookSignature.Outcome.MISMATCHED.sentence())));
        } else if (hooks.isKnown(hook.name(), occasion)) {
            hook.replyTo().tell(StatusReply.success(Done.getInstance()));
        } else if (hooks.isFlooded(hook.name())) {
            hook.replyTo().tell(StatusReply.error(flooded()));
        } else {
            context.pipeToSelf(
                    firings.now(plan.get(), catalog, occasion), (_, failure) -> new Decided(hook, occasion, failure));
        }
    }

    void decided(Decided decided) {
        var failure = decided.failure();
        if (failure == null) {
            hooks.accepted(decided.hook().name(), decided.occasion());
            decided.hook().replyTo().tell(StatusReply.success(Done.getInstance()));
        } else {
            decided.hook().replyTo().tell(StatusReply.error(Asks.cause(failure)));
        }
    }

    private static Problem flooded() {
        return new Problem(
                        ProblemCode.TOO_MANY,
                        "a hook takes " + Hooks.PER_MINUTE_MAX + " deliveries a minute; send this one again later")
                .retryAfter(RETRY_AFTER_SECONDS);
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
