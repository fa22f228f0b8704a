package dev.daemion.substrate.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.typesafe.config.ConfigFactory;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.approval.ApprovalKind;
import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.entity.LocalEntityRefs;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.SortableIds;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.substrate.execution.approval.ApprovalEntity;
import dev.daemion.substrate.storage.StorageSubstrate;
import dev.daemion.substrate.storage.sqlite.JournalDatabase;
import dev.daemion.substrate.storage.sqlite.JournalDatabaseSetup;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The desk over a real journal and its entities. */
@DisplayName("Questions nobody answered in time")
class ApprovalExpiryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int DUE = 450;
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    private Path directory;

    private JournalDatabase database;
    private ActorTestKit kit;
    private ActorRef<StorageProtocol.Message> storage;
    private ActorRef<PresentationProtocol.Message> presentation;
    private ActorRef<TriggerProtocol.Message> trigger;
    private ActorRef<StatusReply<ApprovalView>> nobody;
    private Asks asks;
    private ApprovalDesk desk;
    private final SortableIds ids = new SortableIds(Clock.systemUTC(), new SecureRandom());

    @BeforeEach
    void start() {
        database = JournalDatabase.open(directory.resolve("daemion.db"));
        var system = ActorSystem.create(
                Behaviors.empty(),
                "expiry-test",
                ActorSystemSetup.create(
                        BootstrapSetup.create(JournalDatabaseSetup.config().withFallback(ConfigFactory.load())),
                        new JournalDatabaseSetup(database)));
        kit = ActorTestKit.create(system);
        presentation = kit.<PresentationProtocol.Message>createTestProbe().ref();
        trigger = kit.<TriggerProtocol.Message>createTestProbe().ref();
        storage = kit.spawn(StorageSubstrate.create(new Refs(), database, "test", Clock.systemUTC()), "storage");
        nobody = kit.<StatusReply<ApprovalView>>createTestProbe().ref();
        asks = new Asks(system.scheduler(), PATIENCE);
        desk = new ApprovalDesk(asks, new Refs(), kit.spawn(entities(), "approvals"));
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
        database.close();
    }

    @Test
    @DisplayName("expire all at once, however many wait; those with time left go on waiting")
    void all() {
        var left = new HashSet<ApprovalId>();
        var asked = new ArrayList<CompletableFuture<ApprovalView>>();
        for (int i = 0; i < DUE + StorageQuery.LIMIT_MAX; i++) {
            var id = ApprovalId.next(ids);
            // Many end at one moment. The newest have time.
            var end = i < DUE ? NOW.minusSeconds(1 + i / 300) : NOW.plusSeconds(i - DUE);
            if (i >= DUE) {
                left.add(id);
            }
            asked.add(desk.request(new ExecutionProtocol.RequestApproval(id, question(end), nobody))
                    .toCompletableFuture());
        }
        asked.forEach(ApprovalExpiryTest::await);

        await(desk.expire(NOW));

        await(asks.<StorageProtocol.Message, Done>ask(storage, StorageProtocol.CatchUp::new));
        assertThat(read(new StorageQuery.OverdueApprovals(NOW, Instant.EPOCH, null, 10)))
                .isEmpty();
        assertThat(read(new StorageQuery.Approvals(ApprovalStatus.PENDING, null, StorageQuery.LIMIT_MAX)))
                .extracting(ApprovalView::id)
                .containsExactlyInAnyOrderElementsOf(left);
    }

    private static ExecutionProtocol.ApprovalQuestion question(Instant end) {
        return new ExecutionProtocol.ApprovalQuestion(
                ApprovalKind.TOOL, "Run it", "It runs.", JsonNodeFactory.instance.objectNode(), null, null, null, end);
    }

    private <T> T read(StorageQuery<T> query) {
        return await(
                asks.<StorageProtocol.Message, T>ask(storage, replyTo -> new StorageProtocol.Read<>(query, replyTo)));
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** The entities as the substrate keeps them. */
    private Behavior<ExecutionProtocol.Message> entities() {
        return Behaviors.setup(context -> {
            var entities = new LocalEntityRefs<ExecutionProtocol.Message, ApprovalEntity.Command>(
                    context,
                    id -> ApprovalEntity.create(
                            new ApprovalId(id),
                            Clock.systemUTC(),
                            () -> storage.tell(new StorageProtocol.Nudge()),
                            () -> {}),
                    new ApprovalEntity.Leave());
            return Behaviors.receive(ExecutionProtocol.Message.class)
                    .onMessage(ApprovalDesk.ToApproval.class, message -> {
                        entities.tell(message.id().value(), message.command());
                        return Behaviors.same();
                    })
                    .onMessage(ApprovalDesk.Resolved.class, _ -> Behaviors.same())
                    .build();
        });
    }

    private final class Refs implements SubstrateRefs {
        @Override
        public CompletionStage<Done> ready() {
            return CompletableFuture.completedStage(Done.getInstance());
        }

        @Override
        public ActorRef<StorageProtocol.Message> storage() {
            return storage;
        }

        @Override
        public ActorRef<PresentationProtocol.Message> presentation() {
            return presentation;
        }

        @Override
        public ActorRef<ExtensionProtocol.Message> extension() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ActorRef<ExecutionProtocol.Message> execution() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ActorRef<ContextProtocol.Message> context() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ActorRef<TriggerProtocol.Message> trigger() {
            return trigger;
        }
    }
}
