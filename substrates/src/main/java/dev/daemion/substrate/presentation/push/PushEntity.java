package dev.daemion.substrate.presentation.push;

import dev.daemion.extension.definition.ControlDefinition;
import dev.daemion.extension.definition.Definitions;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.id.PushId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.PushProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.substrate.execution.tool.web.PublicAddresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.jspecify.annotations.Nullable;

/**
 * All push subscriptions, and what is on its way to them. A message that a push service cannot take now is tried again
 * a few times while the process lives; the inbox has it in any case, so nothing about sending is journalled but that a
 * subscription is gone.
 */
public final class PushEntity extends EventSourcedBehavior<PresentationProtocol.Message, PushEvent, PushState> {
    private static final List<Duration> TRY_AGAIN_AFTER =
            List.of(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(5));
    private static final int UNDER_WAY_MAX = 256;
    private static final int SNAPSHOT_EVERY = 100;
    private static final int SNAPSHOTS_KEPT = 2;

    private final ActorContext<PresentationProtocol.Message> context;
    private final TimerScheduler<PresentationProtocol.Message> timers;
    private final SubstrateRefs refs;
    private final Clock clock;
    private final IdSource ids;
    private final PushPorts ports;
    private final PushTargets targets;
    private @Nullable CompletionStage<PushSender> sender;
    private QuietHours quiet;
    private int underWayCount;

    /** A notice for every device. */
    public record Deliver(PushText text) implements PresentationProtocol.Message {}

    /** Its token no longer works; neither do its subscriptions. */
    public record DeviceGone(DeviceId id) implements PresentationProtocol.Message {}

    private record Sent(PushId id, PushText text, int attempt, PushOutcome outcome)
            implements PresentationProtocol.Message {}

    private record TryAgain(PushId id, PushText text, int attempt) implements PresentationProtocol.Message {}

    private record CatalogCame(Catalog catalog) implements PresentationProtocol.Message {}

    private record Ready() implements PresentationProtocol.Message {}

    public static Behavior<PresentationProtocol.Message> create(
            SubstrateRefs refs, Clock clock, IdSource ids, PushPorts ports) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new PushEntity(context, timers, refs, clock, ids, ports)));
    }

    private PushEntity(
            ActorContext<PresentationProtocol.Message> context,
            TimerScheduler<PresentationProtocol.Message> timers,
            SubstrateRefs refs,
            Clock clock,
            IdSource ids,
            PushPorts ports) {
        super(
                PersistenceId.ofUniqueId("push"),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.1));
        this.context = context;
        this.timers = timers;
        this.refs = refs;
        this.clock = clock;
        this.ids = ids;
        this.ports = ports;
        this.targets = new PushTargets(ports.isPrivateAllowed());
        this.quiet = new QuietHours(List.of(), clock.getZone());
        context.pipeToSelf(refs.ready(), (_, _) -> new Ready());
    }

    @Override
    public PushState emptyState() {
        return PushState.EMPTY;
    }

    @Override
    public CommandHandler<PresentationProtocol.Message, PushEvent, PushState> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(PushProtocol.Key.class, this::key)
                .onCommand(PushProtocol.Subscribe.class, this::subscribe)
                .onCommand(PushProtocol.Subscriptions.class, this::list)
                .onCommand(PushProtocol.Unsubscribe.class, this::unsubscribe)
                .onCommand(PushProtocol.Try.class, this::tryOut)
                .onCommand(Deliver.class, this::deliver)
                .onCommand(DeviceGone.class, this::deviceGone)
                .onCommand(Sent.class, this::sent)
                .onCommand(TryAgain.class, this::tryAgain)
                .onCommand(CatalogCame.class, this::catalogCame)
                .onCommand(Ready.class, this::ready)
                .build();
    }

    @Override
    public EventHandler<PushState, PushEvent> eventHandler() {
        return PushState::apply;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, SNAPSHOTS_KEPT);
    }

    // ---- who is subscribed ----

    private Effect<PushEvent, PushState> key(PushState state, PushProtocol.Key query) {
        sender().whenComplete((ready, failure) -> query.replyTo()
                .tell(
                        failure == null
                                ? StatusReply.success(new PushProtocol.PushKey(ready.publicKey()))
                                : StatusReply.error(failure)));
        return Effect().none();
    }

    private Effect<PushEvent, PushState> subscribe(PushState state, PushProtocol.Subscribe command) {
        var refusal = targets.refusal(command);
        if (refusal.isPresent()) {
            command.replyTo().tell(StatusReply.error(refusal.get()));
            return Effect().none();
        }
        var events = new ArrayList<PushEvent>();
        var now = clock.instant();
        var same = state.at(command.endpoint());
        same.ifPresent(old -> events.add(dropped(old.id(), PushEvent.Why.REPLACED, now)));
        var others = state.of(command.deviceId()).stream()
                .filter(other -> !same.map(other::equals).orElse(false))
                .toList();
        others.stream()
                .limit(Math.max(0, others.size() - PushProtocol.PER_DEVICE_MAX + 1))
                .forEach(old -> events.add(dropped(old.id(), PushEvent.Why.REPLACED, now)));
        var id = PushId.next(ids);
        events.add(new PushEvent.Subscribed(
                id, command.deviceId(), command.endpoint(), command.p256dh(), command.auth(), now));
        return Effect().persist(events).thenRun(next -> {
            nudge();
            command.replyTo()
                    .tell(StatusReply.success(next.find(id).orElseThrow().view()));
        });
    }

    private Effect<PushEvent, PushState> list(PushState state, PushProtocol.Subscriptions query) {
        var views = state.of(query.deviceId()).stream()
                .map(PushState.Subscription::view)
                .toList();
        query.replyTo().tell(StatusReply.success(views));
        return Effect().none();
    }

    private Effect<PushEvent, PushState> unsubscribe(PushState state, PushProtocol.Unsubscribe command) {
        if (state.of(command.deviceId()).stream().noneMatch(own -> own.id().equals(command.id()))) {
            command.replyTo()
                    .tell(StatusReply.error(new Problem(
                            ProblemCode.NOT_FOUND,
                            "this device has no push subscription " + command.id()
                                    + ": GET /push/subscriptions lists its own")));
            return Effect().none();
        }
        return Effect()
                .persist(dropped(command.id(), PushEvent.Why.UNSUBSCRIBED, clock.instant()))
                .thenRun(_ -> {
                    nudge();
                    command.replyTo().tell(StatusReply.success(Done.getInstance()));
                });
    }

    private Effect<PushEvent, PushState> deviceGone(PushState state, DeviceGone gone) {
        var now = clock.instant();
        List<PushEvent> events = state.of(gone.id()).stream()
                .<PushEvent>map(own -> dropped(own.id(), PushEvent.Why.REVOKED, now))
                .toList();
        return events.isEmpty() ? Effect().none() : Effect().persist(events).thenRun(_ -> nudge());
    }

    private static PushEvent dropped(PushId id, PushEvent.Why why, Instant at) {
        return new PushEvent.Dropped(id, why, at);
    }

    // ---- what is sent ----

    private Effect<PushEvent, PushState> tryOut(PushState state, PushProtocol.Try command) {
        var own = state.of(command.deviceId());
        if (own.isEmpty()) {
            command.replyTo()
                    .tell(StatusReply.error(new Problem(
                            ProblemCode.NOT_FOUND,
                            "this device has no push subscription: allow notifications in its settings first")));
            return Effect().none();
        }
        var text = new PushText(
                PushId.next(ids).value(), "message", "Daemion", "Notifications reach this device.", "/#/settings");
        own.forEach(subscription -> send(subscription, text, 0));
        command.replyTo().tell(StatusReply.success(Done.getInstance()));
        return Effect().none();
    }

    private Effect<PushEvent, PushState> deliver(PushState state, Deliver command) {
        if (!quiet.isQuiet(command.text().kind(), clock.instant())) {
            state.subscriptions().forEach(subscription -> send(subscription, command.text(), 0));
        }
        return Effect().none();
    }

    private void send(PushState.Subscription subscription, PushText text, int attempt) {
        if (underWayCount >= UNDER_WAY_MAX) {
            context.getLog().warn("more than {} push messages are under way; one is left out", UNDER_WAY_MAX);
            return;
        }
        underWayCount++;
        context.pipeToSelf(
                sender().thenApplyAsync(ready -> ready.send(subscription, text), ports.blocking()),
                (outcome, failure) -> new Sent(
                        subscription.id(),
                        text,
                        attempt,
                        outcome == null ? new PushOutcome.Refused(String.valueOf(failure)) : outcome));
    }

    private Effect<PushEvent, PushState> sent(PushState state, Sent message) {
        underWayCount--;
        return switch (message.outcome()) {
            case PushOutcome.Delivered _ -> Effect().none();
            case PushOutcome.Gone _ ->
                state.find(message.id()).isEmpty()
                        ? Effect().none()
                        : Effect()
                                .persist(dropped(message.id(), PushEvent.Why.GONE, clock.instant()))
                                .thenRun(_ -> nudge());
            case PushOutcome.Later later -> {
                again(message, later);
                yield Effect().none();
            }
            case PushOutcome.Refused refused -> {
                context.getLog().warn("push service of {} does not take a message: {}", message.id(), refused.reason());
                yield Effect().none();
            }
        };
    }

    private void again(Sent message, PushOutcome.Later later) {
        if (message.attempt() >= TRY_AGAIN_AFTER.size()) {
            context.getLog().warn("push service of {} is given up on: {}", message.id(), later.reason());
            return;
        }
        var own = TRY_AGAIN_AFTER.get(message.attempt());
        var delay = later.after() == null || later.after().compareTo(own) < 0 ? own : later.after();
        var next = new TryAgain(message.id(), message.text(), message.attempt() + 1);
        timers.startSingleTimer(next, next, delay);
    }

    private Effect<PushEvent, PushState> tryAgain(PushState state, TryAgain message) {
        state.find(message.id()).ifPresent(subscription -> send(subscription, message.text(), message.attempt()));
        return Effect().none();
    }

    /** Made when it is first needed, because it reads or makes a file; made anew after a failure. */
    private CompletionStage<PushSender> sender() {
        var known = sender;
        if (known != null && !known.toCompletableFuture().isCompletedExceptionally()) {
            return known;
        }
        var made = CompletableFuture.supplyAsync(this::makeSender, ports.blocking());
        sender = made;
        return made;
    }

    private PushSender makeSender() {
        try {
            var keys = VapidKeys.in(ports.keyFile(), ports.random());
            return new PushSender(
                    keys,
                    new PushCipher(ports.random()),
                    clock,
                    ports.isPrivateAllowed() ? _ -> true : PublicAddresses::isPublic);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key pair of Web Push cannot be used", e);
        }
    }

    // ---- the rest ----

    private Effect<PushEvent, PushState> ready(PushState state, Ready message) {
        refs.extension().tell(new ExtensionProtocol.Watch(context.messageAdapter(Catalog.class, CatalogCame::new)));
        return Effect().none();
    }

    private Effect<PushEvent, PushState> catalogCame(PushState state, CatalogCame message) {
        var spans = Definitions.controls(message.catalog(), ControlDefinition.Quiet.class);
        quiet = new QuietHours(List.copyOf(spans.values()), clock.getZone());
        return Effect().none();
    }

    private void nudge() {
        refs.storage().tell(new StorageProtocol.Nudge());
    }
}
