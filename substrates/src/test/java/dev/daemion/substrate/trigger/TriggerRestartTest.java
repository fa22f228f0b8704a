package dev.daemion.substrate.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.SortableIds;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.SubstrateHealth;
import dev.daemion.kernel.protocol.TriggerProtocol;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The trigger substrate that is restarted in place")
class TriggerRestartTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

    private final ActorTestKit kit = ActorTestKit.create();
    private final List<ActorRef<Catalog>> watching = new ArrayList<>();
    private final AtomicInteger unreadCount = new AtomicInteger();
    private final AtomicInteger refusedCount = new AtomicInteger();
    private volatile Catalog catalog = new Catalog(1, List.of(job(1, "hourly", "{\"every\":\"1h\"}")));

    private final ActorRef<ExtensionProtocol.Message> extension = kit.spawn(extensions());
    private final ActorRef<StorageProtocol.Message> storage = kit.spawn(tables());

    @AfterEach
    void end() {
        kit.shutdownTestKit();
    }

    @Test
    @DisplayName("arms every job again by itself, and tries that again when the tables cannot be read")
    void armed() {
        var trigger = kit.spawn(Behaviors.supervise(TriggerSubstrate.create(
                        new Refs(),
                        Clock.fixed(SINCE, ZoneOffset.UTC),
                        new SortableIds(Clock.systemUTC(), new SecureRandom()),
                        List.of(),
                        new TriggerPorts(
                                _ -> Optional.empty(),
                                List.of(),
                                Path.of("d"),
                                Path.of("d/w"),
                                Path.of("u"),
                                refusing())))
                .onFailure(SupervisorStrategy.restart()));
        AskPattern.<TriggerProtocol.Message, Done>askWithStatus(
                        trigger, TriggerProtocol.Recover::new, PATIENCE, kit.scheduler())
                .toCompletableFuture()
                .join();
        assertThat(health(trigger)).startsWith("1 jobs armed");

        refusedCount.set(1);
        unreadCount.set(1);
        catalog = new Catalog(
                2,
                List.of(
                        job(1, "hourly", "{\"every\":\"1h\"}"),
                        job(2, "folder", "{\"type\":\"watch\",\"path\":\"~/in\"}")));
        watching.forEach(watcher -> watcher.tell(catalog));

        kit.createTestProbe().awaitAssert(PATIENCE, () -> {
            assertThat(refusedCount.get()).as("it has failed").isNotPositive();
            assertThat(health(trigger)).startsWith("2 jobs armed");
            return true;
        });
        assertThat(unreadCount.get()).as("and could not read at first").isNotPositive();
    }

    private static ExtensionView job(int number, String name, String trigger) {
        return JobBookTest.job(number, name, 1, "{\"trigger\":" + trigger + ",\"direct\":[{\"tool\":\"LS\"}]}", SINCE);
    }

    private String health(ActorRef<TriggerProtocol.Message> trigger) {
        return AskPattern.<TriggerProtocol.Message, SubstrateHealth>ask(
                        trigger, TriggerProtocol.Health::new, PATIENCE, kit.scheduler())
                .toCompletableFuture()
                .join()
                .detail();
    }

    /** Refuses so often, on the actor's own thread. */
    private Executor refusing() {
        return work -> {
            if (refusedCount.getAndDecrement() > 0) {
                throw new RejectedExecutionException("no more threads");
            }
        };
    }

    private Behavior<ExtensionProtocol.Message> extensions() {
        return Behaviors.receive(ExtensionProtocol.Message.class)
                .onMessage(ExtensionProtocol.Watch.class, watch -> {
                    watching.add(watch.watcher());
                    watch.watcher().tell(catalog);
                    return Behaviors.same();
                })
                .onMessage(ExtensionProtocol.CurrentCatalog.class, query -> {
                    query.replyTo().tell(StatusReply.success(catalog));
                    return Behaviors.same();
                })
                .build();
    }

    private Behavior<StorageProtocol.Message> tables() {
        return Behaviors.receive(StorageProtocol.Message.class)
                .onMessage(StorageProtocol.CatchUp.class, command -> {
                    command.replyTo()
                            .tell(
                                    unreadCount.getAndDecrement() > 0
                                            ? StatusReply.error("the disk is full")
                                            : StatusReply.success(Done.getInstance()));
                    return Behaviors.same();
                })
                .onMessage(StorageProtocol.Read.class, TriggerRestartTest::nothing)
                .build();
    }

    @SuppressWarnings("unchecked") // both queries are answered with a list
    private static Behavior<StorageProtocol.Message> nothing(StorageProtocol.Read<?> read) {
        assertThat(read.query()).isInstanceOfAny(StorageQuery.JobStandings.class, StorageQuery.OpenEvents.class);
        ((ActorRef<StatusReply<List<Object>>>) (ActorRef<?>) read.replyTo()).tell(StatusReply.success(List.of()));
        return Behaviors.same();
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
            throw new UnsupportedOperationException();
        }

        @Override
        public ActorRef<ExtensionProtocol.Message> extension() {
            return extension;
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
            throw new UnsupportedOperationException();
        }
    }
}
