package dev.daemion.substrate.extension;

import com.typesafe.config.ConfigFactory;
import dev.daemion.extension.canonical.CanonicalJson;
import dev.daemion.extension.seed.AgentFolders;
import dev.daemion.extension.seed.SeedFiles;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.SortableIds;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.kernel.stream.FrameBody;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.kernel.wire.Sha256;
import dev.daemion.substrate.storage.StorageSubstrate;
import dev.daemion.substrate.storage.sqlite.JournalDatabase;
import dev.daemion.substrate.storage.sqlite.JournalDatabaseSetup;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;

/** An extension substrate over a real journal, with an execution substrate that only keeps the questions. */
final class ExtensionFixture implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final Map<ApprovalId, ApprovalView> approvals;
    final ActorRef<ExtensionProtocol.Message> extension;
    private final JournalDatabase database;
    private final ActorTestKit kit;
    private final ActorSystem<Void> system;
    private final ActorRef<StorageProtocol.Message> storage;
    private final ActorRef<ExecutionProtocol.Message> execution;
    private final TestProbe<PresentationProtocol.Message> presentation;
    private final TestProbe<TriggerProtocol.Message> trigger;
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();

    ExtensionFixture(Path file, SeedFiles seeds) {
        this(file, seeds, new ConcurrentHashMap<>());
    }

    /** @param approvals those of an earlier start, for a second one on the same file */
    ExtensionFixture(Path file, SeedFiles seeds, Map<ApprovalId, ApprovalView> approvals) {
        this(file, seeds, AgentFolders.NONE, approvals);
    }

    ExtensionFixture(Path file, SeedFiles seeds, AgentFolders folders, Map<ApprovalId, ApprovalView> approvals) {
        this.approvals = approvals;
        database = JournalDatabase.open(file);
        system = ActorSystem.create(
                Behaviors.empty(),
                "extension-test",
                ActorSystemSetup.create(
                        BootstrapSetup.create(JournalDatabaseSetup.config().withFallback(ConfigFactory.load())),
                        new JournalDatabaseSetup(database)));
        kit = ActorTestKit.create(system);
        presentation = kit.createTestProbe();
        trigger = kit.createTestProbe();
        var clock = Clock.tickMillis(ZoneOffset.UTC); // as the gateway does
        storage = kit.spawn(StorageSubstrate.create(new Refs(), database, "test", clock), "storage");
        execution = kit.spawn(questions(), "execution");
        extension = kit.spawn(
                ExtensionSubstrate.create(
                        new Refs(), seeds, folders, clock, new SortableIds(clock, new SecureRandom()), blocking),
                "extension");
    }

    /** Brings a proposal to mind as the substrate would at that moment; answers what people are told. */
    List<String> remind(ExtensionView view, Instant at) {
        var door = new ExtensionDoor(
                new Asks(system.scheduler(), PATIENCE), new Refs(), Clock.fixed(at, ZoneOffset.UTC), extension);
        await(new Reminders(door, Clock.fixed(at, ZoneOffset.UTC)).remind(view.id()));
        var marker = new PresentationProtocol.Announce(null, new FrameBody(FrameType.WARNING, "\"text\":\"marker\""));
        presentation.ref().tell(marker);
        var told = new ArrayList<String>();
        while (true) {
            var message = presentation.receiveMessage(PATIENCE);
            if (message.equals(marker)) {
                return told;
            }
            if (message instanceof PresentationProtocol.Announce announce) {
                told.add(announce.frame().members());
            }
        }
    }

    /** Is told each catalog from now on, the present one first. */
    TestProbe<Catalog> watch() {
        TestProbe<Catalog> probe = kit.createTestProbe();
        extension.tell(new ExtensionProtocol.Watch(probe.ref()));
        return probe;
    }

    ExtensionView put(String text, ExtensionAuthor author) {
        return this.<ExtensionProtocol.PutView>ask(replyTo -> new ExtensionProtocol.PutExtension(text, author, replyTo))
                .extension();
    }

    /** Answers the only question about the extension that is open. */
    void decide(ExtensionView view, ApprovalStatus status) {
        var open = approvals.values().stream()
                .filter(one -> view.id().equals(one.extensionId()) && one.status() == ApprovalStatus.PENDING)
                .findFirst()
                .orElseThrow();
        var decided = with(open, status);
        approvals.put(open.id(), decided);
        this.<Done>ask(replyTo -> new ExtensionProtocol.ApprovalResolved(decided, replyTo));
    }

    <T> T ask(Function<ActorRef<StatusReply<T>>, ExtensionProtocol.Message> command) {
        return await(AskPattern.askWithStatus(extension, command::apply, PATIENCE, system.scheduler()));
    }

    <T> T read(StorageQuery<T> query) {
        return await(AskPattern.<StorageProtocol.Message, T>askWithStatus(
                storage, replyTo -> new StorageProtocol.Read<>(query, replyTo), PATIENCE, system.scheduler()));
    }

    static ApprovalView with(ApprovalView view, ApprovalStatus status) {
        return new ApprovalView(
                view.id(),
                view.kind(),
                status,
                view.title(),
                view.summary(),
                view.detail(),
                view.contentHash(),
                view.extensionId(),
                null,
                null,
                view.createdAt(),
                view.expiresAt(),
                null,
                null,
                null,
                "phone");
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private Behavior<ExecutionProtocol.Message> questions() {
        return Behaviors.receive(ExecutionProtocol.Message.class)
                .onMessage(ExecutionProtocol.RequestApproval.class, command -> {
                    var view = approvals.computeIfAbsent(command.id(), id -> asked(id, command.question()));
                    command.replyTo().tell(StatusReply.success(view));
                    return Behaviors.same();
                })
                .onMessage(ExecutionProtocol.WithdrawApproval.class, command -> {
                    approvals.computeIfPresent(
                            command.id(),
                            (_, view) -> view.status() == ApprovalStatus.PENDING
                                    ? with(view, ApprovalStatus.EXPIRED)
                                    : view);
                    return Behaviors.same();
                })
                .build();
    }

    private static ApprovalView asked(ApprovalId id, ExecutionProtocol.ApprovalQuestion question) {
        return new ApprovalView(
                id,
                question.kind(),
                ApprovalStatus.PENDING,
                question.title(),
                question.summary(),
                question.detail(),
                Sha256.hex(CanonicalJson.of(question.detail())),
                question.extensionId(),
                null,
                null,
                Instant.EPOCH,
                question.expiresAt(),
                null,
                null,
                null,
                null);
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
        database.close();
        blocking.close();
    }

    private final class Refs implements SubstrateRefs {
        @Override
        public CompletionStage<Done> ready() {
            return CompletableFuture.completedStage(Done.getInstance());
        }

        @Override
        public ActorRef<StorageProtocol.Message> storage() {
            return Objects.requireNonNull(storage);
        }

        @Override
        public ActorRef<PresentationProtocol.Message> presentation() {
            return presentation.ref();
        }

        @Override
        public ActorRef<ExtensionProtocol.Message> extension() {
            return extension;
        }

        @Override
        public ActorRef<ExecutionProtocol.Message> execution() {
            return execution;
        }

        @Override
        public ActorRef<ContextProtocol.Message> context() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ActorRef<TriggerProtocol.Message> trigger() {
            return trigger.ref();
        }
    }
}
