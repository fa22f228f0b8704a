package dev.daemion.substrate.storage;

import com.typesafe.config.ConfigFactory;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.journal.JournalEntry;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.substrate.storage.sqlite.JournalDatabase;
import dev.daemion.substrate.storage.sqlite.JournalDatabaseSetup;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;

/** A storage substrate on a file of its own, with probes in place of the presentation and trigger substrates. */
final class StorageFixture implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final JournalDatabase database;
    final ActorTestKit kit;
    final TestProbe<PresentationProtocol.Message> presentation;
    final TestProbe<TriggerProtocol.Message> trigger;
    final ActorRef<StorageProtocol.Message> storage;
    private final ActorSystem<Void> system;
    private final Map<String, ActorRef<RecordingEntity.Command>> entities = new HashMap<>();

    StorageFixture(Path file) {
        this(file, Clock.systemUTC());
    }

    StorageFixture(Path file, Clock clock) {
        database = JournalDatabase.open(file);
        system = ActorSystem.create(
                Behaviors.empty(),
                "storage-test",
                ActorSystemSetup.create(
                        BootstrapSetup.create(JournalDatabaseSetup.config().withFallback(ConfigFactory.load())),
                        new JournalDatabaseSetup(database)));
        kit = ActorTestKit.create(system);
        presentation = kit.createTestProbe();
        trigger = kit.createTestProbe();
        storage = kit.spawn(StorageSubstrate.create(new Refs(), database, "test", clock), "storage");
    }

    /** Through a real event-sourced entity; acknowledged when it returns. */
    void journal(String persistenceId, JournalEntry... entries) {
        var entity = entities.computeIfAbsent(persistenceId, id -> kit.spawn(new RecordingEntity(id)));
        await(AskPattern.<RecordingEntity.Command, Done>ask(
                entity, replyTo -> new RecordingEntity.Keep(List.of(entries), replyTo), PATIENCE, system.scheduler()));
    }

    void catchUp() {
        ask(StorageProtocol.CatchUp::new);
    }

    /** What the read tables answer now. */
    <T> T read(StorageQuery<T> query) {
        return ask(replyTo -> new StorageProtocol.Read<>(query, replyTo));
    }

    <T> T ask(Function<ActorRef<StatusReply<T>>, StorageProtocol.Message> command) {
        return await(AskPattern.askWithStatus(storage, command::apply, PATIENCE, system.scheduler()));
    }

    void erase(ThreadId thread) {
        this.<Done>ask(replyTo -> new StorageProtocol.EraseThread(thread, replyTo));
    }

    void compact() {
        this.<Done>ask(StorageProtocol.Compact::new);
    }

    /** What stands in the tables. */
    long count(String sql) {
        return database.read(tables -> tables.number(sql));
    }

    ActorSystem<Void> system() {
        return system;
    }

    SubstrateRefs refs() {
        return new Refs();
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
        database.close();
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
            return presentation.ref();
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
            return trigger.ref();
        }
    }
}
