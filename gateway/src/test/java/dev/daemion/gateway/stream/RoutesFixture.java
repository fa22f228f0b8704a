package dev.daemion.gateway.stream;

import com.typesafe.config.ConfigFactory;
import dev.daemion.gateway.auth.AccessSettings;
import dev.daemion.gateway.discovery.Handshake;
import dev.daemion.gateway.http.Api;
import dev.daemion.gateway.http.ApiSettings;
import dev.daemion.gateway.http.Asks;
import dev.daemion.gateway.http.Listener;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.conversation.ThreadView;
import dev.daemion.kernel.conversation.TurnStatus;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.SortableIds;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.kernel.stream.FrameBody;
import dev.daemion.kernel.stream.FrameSeq;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.kernel.stream.StreamFrame;
import dev.daemion.substrate.presentation.PresentationSubstrate;
import dev.daemion.substrate.presentation.push.PushPorts;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/** The whole way from the socket to the hub, both real, with a storage and a context the test fills by hand. */
final class RoutesFixture implements AutoCloseable, SubstrateRefs {
    static final String CREDENTIAL = "Y3JlZGVudGlhbC1jcmVkZW50aWFsLWNyZWRlbnRpYWw";
    static final ThreadId THREAD = new ThreadId("thread_" + "0".repeat(26));
    static final RunId RUN = new RunId("run_" + "0".repeat(26));
    static final TurnId QUESTION = new TurnId("turn_" + "0".repeat(26));
    static final TurnId ANSWER = new TurnId("turn_" + "1".repeat(26));
    static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    final ActorTestKit kit =
            ActorTestKit.create("routes", ConfigFactory.parseString("""
                pekko.loglevel = WARNING
                pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
                pekko.persistence.snapshot-store.plugin = "pekko.persistence.no-snapshot-store"
                """).withFallback(ConfigFactory.load()));
    final List<StreamFrame> stored = new CopyOnWriteArrayList<>();
    final Map<Class<?>, Function<Object, Object>> answers = new HashMap<>();
    final ActorRef<PresentationProtocol.Message> hub;
    final StreamRoutes routes;
    final int port;
    private final ActorRef<StorageProtocol.Message> storage;
    private final ActorRef<ContextProtocol.Message> context;
    private long ordering;

    RoutesFixture() throws Exception {
        var clock = Clock.systemUTC();
        var ids = new SortableIds(clock, new Random(1));
        storage = kit.spawn(Behaviors.receiveMessage(message -> {
            if (message instanceof StorageProtocol.Read<?> read) {
                answer(read);
            }
            return Behaviors.same();
        }));
        context = kit.spawn(Behaviors.receiveMessage(message -> {
            if (message instanceof ContextProtocol.PostTurn post) {
                var refusalOrTurn = answers.getOrDefault(ContextProtocol.PostTurn.class, p -> turn(QUESTION, Role.USER))
                        .apply(post);
                post.replyTo()
                        .tell(
                                refusalOrTurn instanceof Problem problem
                                        ? StatusReply.error(problem)
                                        : StatusReply.success((TurnView) refusalOrTurn));
            }
            return Behaviors.same();
        }));
        hub = kit.spawn(PresentationSubstrate.create(
                this,
                clock,
                ids,
                new Random(2),
                new PushPorts(Path.of("/nowhere/push.key"), false, new SecureRandom(), Runnable::run)));
        var asks = new Asks(kit.system(), this, Duration.ofSeconds(5));
        routes = new StreamRoutes(kit.system(), hub, asks, StreamSettings.DEFAULT);
        var api = new Api(
                kit.system(),
                this,
                new Api.Parts(
                        new ApiSettings(AccessSettings.DEFAULT, "0.1.0", 1, Duration.ofSeconds(5)),
                        () -> CREDENTIAL,
                        nonce -> new Handshake.Answer("launch", 1, "0.1.0", nonce, List.of()),
                        routes.answers(),
                        routes.endpoints(),
                        Api.StaticFiles.NONE,
                        Api.RequestMeter.NONE,
                        clock,
                        ids));
        port = Listener.open(kit.system(), "127.0.0.1", 0, api)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .localAddress()
                .getPort();
    }

    private <T> void answer(StorageProtocol.Read<T> read) {
        Object found = switch (read.query()) {
            case StorageQuery.FramesAfter after ->
                stored.stream()
                        .filter(frame -> frame.seq() > after.seq())
                        .filter(frame ->
                                frame.threadId() == null || frame.threadId().equals(after.threadId()))
                        .limit(after.limit())
                        .toList();
            case StorageQuery.OneThread one ->
                one.id().equals(THREAD) ? thread() : new Problem(ProblemCode.THREAD_NOT_FOUND, "no such thread");
            case StorageQuery.Turns turns ->
                new Page<>(List.of(turn(QUESTION, Role.USER), turn(ANSWER, Role.ASSISTANT)), null);
            default ->
                answers.getOrDefault(read.query().getClass(), q -> new Problem(ProblemCode.NOT_FOUND, "nothing"))
                        .apply(read.query());
        };
        @SuppressWarnings("unchecked") // the test answers each query with what it asks for
        StatusReply<T> reply =
                found instanceof Problem problem ? StatusReply.error(problem) : StatusReply.success((T) found);
        read.replyTo().tell(reply);
    }

    private static ThreadView thread() {
        return new ThreadView(THREAD, "t", "daemion", null, "plan", null, false, NOW, NOW, null, false, 0);
    }

    static TurnView turn(TurnId id, Role role) {
        return new TurnView(id, THREAD, "daemion", role, "hi", List.of(), null, null, RUN, NOW, TurnStatus.COMPLETE);
    }

    long deliver(@Nullable RunId run, long sequenceNr, @Nullable ThreadId thread, FrameBody... bodies) {
        ordering++;
        var frames = new ArrayList<StreamFrame>();
        for (int i = 0; i < bodies.length; i++) {
            long seq = FrameSeq.ofRow(ordering, i);
            frames.add(new StreamFrame(seq, thread, bodies[i].type(), bodies[i].json(seq)));
        }
        stored.addAll(frames);
        hub.tell(new PresentationProtocol.Deliver(
                List.of(new PresentationProtocol.DeliveredRow(ordering, run, sequenceNr, frames))));
        return FrameSeq.ofRow(ordering, 0);
    }

    static FrameBody note(String text) {
        return new FrameBody(FrameType.MESSAGE, "\"message\":{\"content\":\"" + text + "\"}");
    }

    static FrameBody ofAnswer(FrameType type, String more) {
        return new FrameBody(type, "\"messageId\":\"" + ANSWER + "\"" + more);
    }

    /** A whole short answer. */
    void answerQuickly(String text) {
        deliver(RUN, 1, THREAD, ofAnswer(FrameType.START, ",\"model\":\"m\""));
        hub.tell(new PresentationProtocol.Publish(
                THREAD, RUN, 1, ofAnswer(FrameType.TEXT_DELTA, ",\"delta\":\"" + text + "\"")));
        deliver(RUN, 2, THREAD, ofAnswer(FrameType.FINISH, ""));
    }

    <T> T ask(Function<ActorRef<StatusReply<T>>, PresentationProtocol.Command> command) {
        var probe = kit.<StatusReply<T>>createTestProbe();
        hub.tell(command.apply(probe.getRef()));
        return probe.receiveMessage().getValue();
    }

    PresentationProtocol.PairedDevice pair() {
        var ticket = this.<PresentationProtocol.IssuedTicket>ask(PresentationProtocol.IssueTicket::new);
        return ask(replyTo -> new PresentationProtocol.Pair(ticket.ticket(), "phone", replyTo));
    }

    @Override
    public CompletionStage<Done> ready() {
        return CompletableFuture.completedFuture(Done.getInstance());
    }

    @Override
    public ActorRef<StorageProtocol.Message> storage() {
        return storage;
    }

    @Override
    public ActorRef<PresentationProtocol.Message> presentation() {
        return hub;
    }

    @Override
    public ActorRef<ContextProtocol.Message> context() {
        return context;
    }

    @Override
    public ActorRef<ExtensionProtocol.Message> extension() {
        throw new AssertionError("not asked in these tests");
    }

    @Override
    public ActorRef<ExecutionProtocol.Message> execution() {
        throw new AssertionError("not asked in these tests");
    }

    @Override
    public ActorRef<TriggerProtocol.Message> trigger() {
        throw new AssertionError("not asked in these tests");
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
    }
}
