package dev.daemion.gateway.http;

import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.device.DeviceView;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.TriggerProtocol;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;

/**
 * Six substrates that do what a test tells them: every message is kept, and answered by the handler set for its type.
 * Devices are known by token hash; health is always good.
 */
final class FakeSubstrates implements SubstrateRefs {
    final Queue<Object> received = new ConcurrentLinkedQueue<>();
    final Map<String, DeviceView> devicesByTokenHash = new ConcurrentHashMap<>();
    private final Map<Class<?>, Consumer<Object>> handlers = new ConcurrentHashMap<>();
    private final Map<Class<?>, Function<Object, Object>> reads = new ConcurrentHashMap<>();
    private final ActorRef<StorageProtocol.Message> storage;
    private final ActorRef<PresentationProtocol.Message> presentation;
    private final ActorRef<ExtensionProtocol.Message> extension;
    private final ActorRef<ExecutionProtocol.Message> execution;
    private final ActorRef<ContextProtocol.Message> context;
    private final ActorRef<TriggerProtocol.Message> trigger;

    FakeSubstrates(ActorSystem<?> system) {
        storage = spawn(system, "fake-storage");
        presentation = spawn(system, "fake-presentation");
        extension = spawn(system, "fake-extension");
        execution = spawn(system, "fake-execution");
        context = spawn(system, "fake-context");
        trigger = spawn(system, "fake-trigger");
        on(StorageProtocol.Read.class, this::read);
        on(
                PresentationProtocol.Authenticate.class,
                message -> message.replyTo()
                        .tell(StatusReply.success(Optional.ofNullable(devicesByTokenHash.get(message.tokenHash())))));
    }

    /** From now on messages of a type are answered so. */
    <M> void on(Class<M> type, Consumer<M> handler) {
        handlers.put(type, message -> handler.accept(type.cast(message)));
    }

    /** From now on this question to the read tables is answered so. */
    <Q extends StorageQuery<R>, R> void onRead(Class<Q> type, Function<Q, R> answer) {
        reads.put(type, query -> answer.apply(type.cast(query)));
    }

    /** The last question to the read tables. */
    StorageQuery<?> lastRead() {
        return last(StorageProtocol.Read.class).query();
    }

    /** The last message of a type. */
    <M> M last(Class<M> type) {
        return received.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("no " + type.getSimpleName() + " among " + received));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // a test answers each question with its own type
    private void read(StorageProtocol.Read read) {
        var answer = reads.get(read.query().getClass());
        if (answer != null) {
            read.replyTo().tell(StatusReply.success(answer.apply(read.query())));
        }
    }

    private <M> ActorRef<M> spawn(ActorSystem<?> system, String name) {
        return system.systemActorOf(
                Behaviors.<M>receive((context, message) -> {
                    received.add(message);
                    var handler = handlers.get(message.getClass());
                    if (handler != null) {
                        handler.accept(message);
                    }
                    return Behaviors.same();
                }),
                name,
                Props.empty());
    }

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
        return extension;
    }

    @Override
    public ActorRef<ExecutionProtocol.Message> execution() {
        return execution;
    }

    @Override
    public ActorRef<ContextProtocol.Message> context() {
        return context;
    }

    @Override
    public ActorRef<TriggerProtocol.Message> trigger() {
        return trigger;
    }
}
