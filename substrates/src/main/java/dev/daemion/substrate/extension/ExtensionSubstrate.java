package dev.daemion.substrate.extension;

import dev.daemion.extension.check.Inspection;
import dev.daemion.extension.schema.Schemas;
import dev.daemion.extension.seed.AgentFolders;
import dev.daemion.extension.seed.SeedFiles;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.entity.LocalEntityRefs;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ReseedView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol.Message;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.StorageQuery.IndexedExtension;
import dev.daemion.kernel.protocol.SubstrateHealth;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * What exists. Keeps an index of every extension and the catalog of what takes part, tells those who watch it, and owns
 * the entities that decide. At start it reads the index from the read tables, brings the built-ins in line with the
 * seeds, and only then answers.
 */
public final class ExtensionSubstrate {
    private static final String NAME = "extension";
    private static final int STASH_MAX = 10_000;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
    private static final Duration SWEEP_EVERY = Duration.ofHours(1);
    /** How long before its end a proposal is brought to mind once more. */
    static final Duration REMIND_BEFORE_END = Duration.ofDays(3);

    private final ActorContext<Message> context;
    private final StashBuffer<Message> stash;
    private final LocalEntityRefs<Message, ExtensionEntity.Command> entities;
    private final ExtensionDoor door;
    private final ExtensionDesk desk;
    private final SeedSync sync;
    private final FolderSync folders;
    private final Reminders reminders;
    private final Inspection inspection;
    private final ExtensionIndex index = new ExtensionIndex();
    private final Set<ActorRef<Catalog>> watchers = new HashSet<>();
    private Catalog catalog = Catalog.EMPTY;
    private CompletionStage<Done> reseeding = CompletableFuture.completedStage(Done.getInstance());
    private int failedSeedCount;
    private boolean isStale;
    /** True while a message says that the catalog is to be told. */
    private boolean isPublishing;

    private record SpawnedAll() implements Message {}

    private record IndexCame(List<IndexedExtension> rows) implements Message {}

    private record Seeded(ReseedView result) implements Message {}

    private record StartFailed(Throwable cause) implements Message {}

    private record WatcherGone(ActorRef<Catalog> watcher) implements Message {}

    private record Passivate(ExtensionId id) implements Message {}

    private record Publish() implements Message {}

    private record Sweep() implements Message {}

    /**
     * @param refs read while handling messages only
     * @param seeds where the built-in extensions are
     * @param folders where the agents are that a person keeps as folders
     * @param blocking runs what reads files and compiles schemas
     */
    public static Behavior<Message> create(
            SubstrateRefs refs, SeedFiles seeds, AgentFolders folders, Clock clock, IdSource ids, Executor blocking) {
        return Behaviors.setup(context -> Behaviors.withStash(
                STASH_MAX,
                stash -> Behaviors.withTimers(timers -> {
                    timers.startTimerWithFixedDelay(new Sweep(), SWEEP_EVERY);
                    return new ExtensionSubstrate(context, stash, refs, seeds, folders, clock, ids, blocking)
                            .starting();
                })));
    }

    private ExtensionSubstrate(
            ActorContext<Message> context,
            StashBuffer<Message> stash,
            SubstrateRefs refs,
            SeedFiles seeds,
            AgentFolders folders,
            Clock clock,
            IdSource ids,
            Executor blocking) {
        var self = context.getSelf();
        this.context = context;
        this.stash = stash;
        this.inspection = new Inspection(new Schemas());
        this.entities = new LocalEntityRefs<>(
                context,
                id -> ExtensionEntity.create(
                        new ExtensionId(id),
                        clock,
                        () -> refs.storage().tell(new StorageProtocol.Nudge()),
                        () -> self.tell(new Passivate(new ExtensionId(id)))),
                new ExtensionEntity.Stop());
        this.door = new ExtensionDoor(new Asks(context.getSystem().scheduler(), ANSWER_WITHIN), refs, clock, self);
        this.desk = new ExtensionDesk(door, new ReferenceCheck(door), inspection, ids, blocking);
        this.sync = new SeedSync(door, seeds, inspection, ids, blocking);
        this.folders = new FolderSync(door, folders, inspection, ids, blocking);
        this.reminders = new Reminders(door, clock);
        context.pipeToSelf(refs.ready(), (_, _) -> new SpawnedAll());
    }

    private Behavior<Message> starting() {
        return Behaviors.receive(Message.class)
                .onMessage(SpawnedAll.class, this::readIndex)
                .onMessage(IndexCame.class, this::indexCame)
                .onMessage(Seeded.class, this::seeded)
                .onMessage(StartFailed.class, failed -> {
                    throw new IllegalStateException("the extensions cannot be loaded", failed.cause());
                })
                .onMessage(ExtensionDoor.ToExtension.class, this::toExtension)
                .onMessage(ExtensionDoor.Settle.class, this::settle)
                .onMessage(ExtensionDoor.SettleAll.class, this::settleAll)
                .onMessage(SeedSync.Known.class, this::known)
                .onMessage(SeedSync.Reserve.class, this::reserve)
                .onMessage(Passivate.class, this::passivate)
                .onMessage(Sweep.class, _ -> Behaviors.same())
                .onMessage(Publish.class, _ -> Behaviors.same())
                .onMessage(ExtensionProtocol.Health.class, query -> {
                    query.replyTo().tell(new SubstrateHealth(NAME, true, "reading the built-in extensions"));
                    return Behaviors.same();
                })
                .onAnyMessage(message -> {
                    stash.stash(message);
                    return Behaviors.same();
                })
                .onSignal(Terminated.class, this::terminated)
                .build();
    }

    private Behavior<Message> ready() {
        return Behaviors.receive(Message.class)
                .onMessage(ExtensionProtocol.Watch.class, this::watch)
                .onMessage(ExtensionProtocol.CurrentCatalog.class, this::currentCatalog)
                .onMessage(ExtensionProtocol.PutExtension.class, m -> answer(desk.put(m), m.replyTo()))
                .onMessage(ExtensionProtocol.ChangeExtension.class, m -> answer(desk.change(m), m.replyTo()))
                .onMessage(
                        ExtensionProtocol.ToggleExtension.class,
                        m -> answer(desk.toggle(m.id(), m.enabled(), m.by()), m.replyTo()))
                .onMessage(
                        ExtensionProtocol.DeleteExtension.class, m -> answer(desk.delete(m.id(), m.by()), m.replyTo()))
                .onMessage(
                        ExtensionProtocol.ExtensionHistory.class,
                        m -> answer(door.ask(m.id(), ExtensionEntity.History::new), m.replyTo()))
                .onMessage(ExtensionProtocol.RevertExtension.class, m -> answer(desk.revert(m), m.replyTo()))
                .onMessage(
                        ExtensionProtocol.ApprovalResolved.class, m -> answer(desk.resolved(m.approval()), m.replyTo()))
                .onMessage(ExtensionProtocol.MayApprove.class, m -> answer(desk.mayApprove(m), m.replyTo()))
                .onMessage(ExtensionProtocol.ValidateExtension.class, m -> answer(desk.validate(m.text()), m.replyTo()))
                .onMessage(ExtensionProtocol.DefinitionSchema.class, this::schema)
                .onMessage(ExtensionProtocol.Reseed.class, this::reseed)
                .onMessage(ExtensionProtocol.Health.class, this::health)
                .onMessage(ExtensionDoor.ToExtension.class, this::toExtension)
                .onMessage(ExtensionDoor.Settle.class, this::settle)
                .onMessage(ExtensionDoor.SettleAll.class, this::settleAll)
                .onMessage(ExtensionDesk.Claim.class, this::claim)
                .onMessage(ExtensionDesk.Release.class, this::release)
                .onMessage(ReferenceCheck.Unknown.class, this::unknown)
                .onMessage(SeedSync.Known.class, this::known)
                .onMessage(SeedSync.Reserve.class, this::reserve)
                .onMessage(Publish.class, this::publish)
                .onMessage(Sweep.class, this::sweep)
                .onMessage(Seeded.class, this::noteFailures)
                .onMessage(Passivate.class, this::passivate)
                .onMessage(WatcherGone.class, this::watcherGone)
                .onSignal(Terminated.class, this::terminated)
                .build();
    }

    // ---- start ----
    private Behavior<Message> readIndex(SpawnedAll message) {
        var rows = door.visible(Done.getInstance()).thenCompose(_ -> door.read(new StorageQuery.ExtensionIndex()));
        context.pipeToSelf(
                rows, (found, failure) -> found == null ? new StartFailed(cause(failure)) : new IndexCame(found));
        return Behaviors.same();
    }

    private Behavior<Message> indexCame(IndexCame message) {
        index.load(message.rows());
        context.pipeToSelf(
                synchronised(),
                (result, failure) -> result == null ? new StartFailed(cause(failure)) : new Seeded(result));
        return Behaviors.same();
    }

    private static Throwable cause(@Nullable Throwable failure) {
        return failure == null ? new IllegalStateException("no answer") : failure;
    }

    private Behavior<Message> seeded(Seeded message) {
        noteFailures(message);
        catalog = index.catalog();
        isStale = false;
        isPublishing = false;
        // An answer given while nobody listened is taken over now; execution may still be starting, so nobody waits.
        index.waiting().forEach(desk::takeUp);
        return stash.unstashAll(ready());
    }

    private Behavior<Message> noteFailures(Seeded message) {
        var failed = message.result().failed();
        failedSeedCount = failed.size();
        failed.forEach(failure -> context.getLog().warn("seed {} is refused: {}", failure.seed(), failure.findings()));
        return Behaviors.same();
    }

    // ---- the catalog ----
    private Behavior<Message> watch(ExtensionProtocol.Watch command) {
        if (watchers.add(command.watcher())) {
            context.watchWith(command.watcher(), new WatcherGone(command.watcher()));
        }
        command.watcher().tell(fresh());
        return Behaviors.same();
    }

    private Behavior<Message> currentCatalog(ExtensionProtocol.CurrentCatalog query) {
        query.replyTo().tell(StatusReply.success(fresh()));
        return Behaviors.same();
    }

    private Behavior<Message> publish(Publish message) {
        isPublishing = false;
        var current = fresh();
        watchers.forEach(watcher -> watcher.tell(current));
        return Behaviors.same();
    }

    private Catalog fresh() {
        if (isStale) {
            catalog = index.catalog();
            isStale = false;
        }
        return catalog;
    }

    private Behavior<Message> watcherGone(WatcherGone gone) {
        watchers.remove(gone.watcher());
        return Behaviors.same();
    }

    // ---- the index ----
    private Behavior<Message> settle(ExtensionDoor.Settle message) {
        var settled = settled(message.outcome());
        if (message.outcome().isNew() && !isPublishing) {
            isPublishing = true;
            context.getSelf().tell(new Publish());
        }
        message.replyTo().tell(StatusReply.success(settled));
        return Behaviors.same();
    }

    private Behavior<Message> settleAll(ExtensionDoor.SettleAll message) {
        var all = message.outcomes().stream().map(this::settled).toList();
        message.replyTo().tell(StatusReply.success(all));
        return Behaviors.same();
    }

    private ExtensionDoor.Settled settled(Outcome outcome) {
        var before = ExtensionIndex.approvalOf(index.settle(outcome));
        var waiting = outcome.waiting();
        boolean isGone = before != null && (waiting == null || !before.equals(waiting.approvalId()));
        isStale = isStale || outcome.isNew();
        boolean isChosen =
                outcome.isNew() && outcome.takesPart() && outcome.view().type() == ExtensionType.THEME;
        return new ExtensionDoor.Settled(
                outcome,
                isGone ? before : null,
                isChosen ? index.otherThemes(outcome.view().id()) : List.of());
    }

    private Behavior<Message> claim(ExtensionDesk.Claim message) {
        var living = index.living(message.key());
        if (living.isEmpty()) {
            index.reserve(message.key(), message.fresh());
        }
        message.replyTo()
                .tell(StatusReply.success(new ExtensionDesk.Claimed(living.orElse(message.fresh()), living.isEmpty())));
        return Behaviors.same();
    }

    private Behavior<Message> release(ExtensionDesk.Release message) {
        index.release(message.key(), message.id());
        return Behaviors.same();
    }

    private Behavior<Message> unknown(ReferenceCheck.Unknown query) {
        query.replyTo().tell(StatusReply.success(index.unknown(query.references(), fresh())));
        return Behaviors.same();
    }

    private Behavior<Message> known(SeedSync.Known query) {
        query.replyTo().tell(StatusReply.success(index.byKey()));
        return Behaviors.same();
    }

    private Behavior<Message> reserve(SeedSync.Reserve message) {
        index.reserve(message.key(), message.id());
        return Behaviors.same();
    }

    // ---- the rest ----
    private Behavior<Message> schema(ExtensionProtocol.DefinitionSchema query) {
        query.replyTo().tell(StatusReply.success(inspection.schemas().definition(query.type())));
        return Behaviors.same();
    }

    /** One after the other: each compares with what the one before it left. */
    private Behavior<Message> reseed(ExtensionProtocol.Reseed command) {
        var self = context.getSelf();
        var run = reseeding.thenCompose(_ -> synchronised()).whenComplete((_, _) -> self.tell(new Publish()));
        reseeding = run.handle((_, _) -> Done.getInstance());
        run.thenAccept(result -> self.tell(new Seeded(result)));
        return answer(run, command.replyTo());
    }

    private CompletionStage<ReseedView> synchronised() {
        return sync.run().thenCompose(folders::after);
    }

    private Behavior<Message> sweep(Sweep message) {
        index.waiting().forEach(reminders::remind);
        return Behaviors.same();
    }

    private Behavior<Message> toExtension(ExtensionDoor.ToExtension message) {
        entities.tell(message.id().value(), message.command());
        return Behaviors.same();
    }

    private Behavior<Message> passivate(Passivate message) {
        entities.passivate(message.id().value());
        return Behaviors.same();
    }

    private Behavior<Message> terminated(Terminated signal) {
        entities.terminated(signal.getRef());
        return Behaviors.same();
    }

    private Behavior<Message> health(ExtensionProtocol.Health query) {
        var detail = fresh().extensions().size() + " extensions take part"
                + (failedSeedCount == 0 ? "" : ", " + failedSeedCount + " seeds are refused: see the log");
        query.replyTo().tell(new SubstrateHealth(NAME, true, detail));
        return Behaviors.same();
    }

    private <T> Behavior<Message> answer(CompletionStage<T> stage, ActorRef<StatusReply<T>> replyTo) {
        Asks.answer(stage, replyTo);
        return Behaviors.same();
    }
}
