package dev.daemion.substrate.presentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.device.DeviceView;
import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.SortableIds;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.kernel.stream.FrameBody;
import dev.daemion.kernel.stream.FrameSeq;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.kernel.stream.StreamFrame;
import dev.daemion.kernel.stream.StreamSignal;
import dev.daemion.substrate.presentation.push.PushPorts;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.jspecify.annotations.Nullable;

/** A hub with a hand-made storage: what was delivered is what can be asked for. */
final class HubFixture implements AutoCloseable {
    static final ThreadId THREAD = new ThreadId("thread_" + "0".repeat(26));
    static final ThreadId OTHER_THREAD = new ThreadId("thread_" + "1".repeat(26));
    static final RunId RUN = new RunId("run_" + "0".repeat(26));
    static final String ANSWER = "turn_" + "a".repeat(26);
    private static final Duration QUIET = Duration.ofMillis(60);

    private static final Config CONFIG = PersistenceTestKitPlugin.config()
            .withFallback(PersistenceTestKitSnapshotPlugin.config())
            .withFallback(ConfigFactory.parseString("pekko.loglevel = WARNING"))
            .withFallback(ConfigFactory.load());

    final ActorTestKit kit = ActorTestKit.create("hub", CONFIG);
    final TestProbe<StorageProtocol.Message> storage = kit.createTestProbe("storage", StorageProtocol.Message.class);
    final List<StreamFrame> stored = new ArrayList<>();
    Instant now = Instant.parse("2026-11-20T10:00:00Z");
    ActorRef<PresentationProtocol.Message> hub;
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private long ordering;
    private int hubCount;

    HubFixture() {
        hub = spawnHub();
    }

    ActorRef<PresentationProtocol.Message> spawnHub() {
        var random = new Random(42 + hubCount);
        return kit.spawn(
                PresentationSubstrate.create(new Refs(), clock, new SortableIds(clock, random), random, push()),
                "hub-" + hubCount++);
    }

    /** An inbox of its own, whose hub is listened to. */
    ActorRef<PresentationProtocol.Message> spawnInbox(ActorRef<PresentationProtocol.Message> listener) {
        return kit.spawn(NoticeEntity.create(new Refs(), clock, new SortableIds(clock, new Random(7)), listener));
    }

    /** Nobody subscribes here. */
    private static PushPorts push() {
        return new PushPorts(Path.of("/nowhere/push.key"), false, new SecureRandom(), Runnable::run);
    }

    /** The process has died and come back; the journal is the same. */
    void restart() {
        kit.stop(hub);
        hub = spawnHub();
        row(null, 1);
    }

    // ---- what the tail says ----

    long row(@Nullable RunId run, long sequenceNr, Frame... frames) {
        var row = makeRow(run, sequenceNr, frames);
        hub.tell(new PresentationProtocol.Deliver(List.of(row)));
        return row.ordering();
    }

    PresentationProtocol.DeliveredRow makeRow(@Nullable RunId run, long sequenceNr, Frame... frames) {
        ordering++;
        var rendered = new ArrayList<StreamFrame>();
        for (int i = 0; i < frames.length; i++) {
            long seq = FrameSeq.ofRow(ordering, i);
            var body = frames[i].body();
            rendered.add(new StreamFrame(seq, frames[i].thread(), body.type(), body.json(seq)));
        }
        stored.addAll(rendered);
        return new PresentationProtocol.DeliveredRow(ordering, run, sequenceNr, rendered);
    }

    record Frame(@Nullable ThreadId thread, FrameBody body) {}

    static Frame start() {
        return new Frame(THREAD, new FrameBody(FrameType.START, "\"messageId\":\"" + ANSWER + "\",\"model\":\"m\""));
    }

    static Frame tool(FrameType type, String call) {
        return new Frame(
                THREAD,
                new FrameBody(
                        type, "\"messageId\":\"" + ANSWER + "\",\"toolCallId\":\"" + call + "\",\"tool\":\"LS\""));
    }

    static Frame finish() {
        return new Frame(THREAD, new FrameBody(FrameType.FINISH, "\"messageId\":\"" + ANSWER + "\""));
    }

    static Frame message(@Nullable ThreadId thread, String text) {
        return new Frame(thread, new FrameBody(FrameType.MESSAGE, "\"message\":{\"content\":\"" + text + "\"}"));
    }

    static FrameBody delta(String text) {
        return new FrameBody(FrameType.TEXT_DELTA, "\"messageId\":\"" + ANSWER + "\",\"delta\":\"" + text + "\"");
    }

    void publish(long afterSequenceNr, String text) {
        hub.tell(new PresentationProtocol.Publish(THREAD, RUN, afterSequenceNr, delta(text)));
    }

    // ---- readers ----

    Client subscribe(@Nullable ThreadId thread, @Nullable Long after) {
        return subscribe(thread, after, false, null);
    }

    Client subscribe(@Nullable ThreadId thread, @Nullable Long after, boolean isExtended, @Nullable DeviceId device) {
        var probe = kit.createTestProbe(StreamSignal.class);
        hub.tell(new PresentationProtocol.Subscribe(thread, after, isExtended, device, probe.getRef()));
        return new Client(probe);
    }

    /** Answers the one question for missed frames that is open. */
    void answerMissed() {
        answerMissed(query -> stored.stream()
                .filter(frame -> frame.seq() > query.seq())
                .filter(frame -> frame.threadId() == null || frame.threadId().equals(query.threadId()))
                .limit(query.limit())
                .toList());
    }

    void answerMissed(Function<StorageQuery.FramesAfter, List<StreamFrame>> answer) {
        var read = nextMissed();
        read.replyTo().tell(StatusReply.success(answer.apply(read.query())));
    }

    record MissedQuery(StorageQuery.FramesAfter query, ActorRef<StatusReply<List<StreamFrame>>> replyTo) {}

    @SuppressWarnings("unchecked") // the query's type parameter says so
    MissedQuery nextMissed() {
        var read = storage.fishForMessage(
                        Duration.ofSeconds(3),
                        message -> message instanceof StorageProtocol.Read<?> r
                                        && r.query() instanceof StorageQuery.FramesAfter
                                ? org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes.complete()
                                : org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore())
                .getFirst();
        var typed = (StorageProtocol.Read<List<StreamFrame>>) read;
        return new MissedQuery((StorageQuery.FramesAfter) typed.query(), typed.replyTo());
    }

    static final class Client {
        final TestProbe<StreamSignal> probe;
        final List<StreamFrame> seen = new ArrayList<>();

        Client(TestProbe<StreamSignal> probe) {
            this.probe = probe;
        }

        List<StreamFrame> next(int count) {
            int from = seen.size();
            while (seen.size() < from + count) {
                seen.addAll(probe.expectMessageClass(StreamSignal.Frames.class).frames());
            }
            assertThat(seen).extracting(StreamFrame::seq).isSorted().doesNotHaveDuplicates();
            assertThat(seen).hasSize(from + count);
            return seen.subList(from, seen.size());
        }

        List<String> nextJson(int count) {
            return next(count).stream()
                    .map(frame -> frame.json().replaceFirst("\"seq\":\\d+,?", ""))
                    .toList();
        }

        void expectQuiet() {
            probe.expectNoMessage(QUIET);
        }

        void expectClosed(StreamSignal.Reason reason) {
            probe.expectMessage(new StreamSignal.Closed(reason));
        }

        long place() {
            return seen.getLast().seq();
        }
    }

    // ---- devices ----

    <T> StatusReply<T> ask(Function<ActorRef<StatusReply<T>>, PresentationProtocol.Command> command) {
        return askRef(hub, command);
    }

    <T> StatusReply<T> askRef(
            ActorRef<PresentationProtocol.Message> to,
            Function<ActorRef<StatusReply<T>>, PresentationProtocol.Command> command) {
        var probe = kit.<StatusReply<T>>createTestProbe();
        to.tell(command.apply(probe.getRef()));
        return probe.receiveMessage();
    }

    Optional<DeviceView> authenticate(String token) {
        var hash = dev.daemion.kernel.device.DeviceToken.hash(token);
        return this.<Optional<DeviceView>>ask(replyTo -> new PresentationProtocol.Authenticate(hash, replyTo))
                .getValue();
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
    }

    private final class Refs implements SubstrateRefs {
        @Override
        public CompletionStage<Done> ready() {
            return CompletableFuture.completedFuture(Done.getInstance());
        }

        @Override
        public ActorRef<StorageProtocol.Message> storage() {
            return storage.getRef();
        }

        @Override
        public ActorRef<PresentationProtocol.Message> presentation() {
            return hub;
        }

        @Override
        public ActorRef<ExtensionProtocol.Message> extension() {
            return kit.<ExtensionProtocol.Message>createTestProbe().getRef();
        }

        @Override
        public ActorRef<ExecutionProtocol.Message> execution() {
            throw new AssertionError("the hub does not speak to it");
        }

        @Override
        public ActorRef<ContextProtocol.Message> context() {
            throw new AssertionError("the hub does not speak to it");
        }

        @Override
        public ActorRef<TriggerProtocol.Message> trigger() {
            throw new AssertionError("the hub does not speak to it");
        }
    }
}
