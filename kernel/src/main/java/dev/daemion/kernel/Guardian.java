package dev.daemion.kernel;

import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.TriggerProtocol;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The root of the actor tree: spawns the substrates in the order given and then hands out where they are. A substrate
 * that fails is restarted in place, within its limits; one that keeps failing stops the process, for a gateway that
 * limps loses more than one that says why it ended.
 */
public final class Guardian {
    public static final SubstrateSpec.Slot<StorageProtocol.Message> STORAGE = new SubstrateSpec.Slot<>("storage");
    public static final SubstrateSpec.Slot<PresentationProtocol.Message> PRESENTATION =
            new SubstrateSpec.Slot<>("presentation");
    public static final SubstrateSpec.Slot<ExtensionProtocol.Message> EXTENSION = new SubstrateSpec.Slot<>("extension");
    public static final SubstrateSpec.Slot<ExecutionProtocol.Message> EXECUTION = new SubstrateSpec.Slot<>("execution");
    public static final SubstrateSpec.Slot<ContextProtocol.Message> CONTEXT = new SubstrateSpec.Slot<>("context");
    public static final SubstrateSpec.Slot<TriggerProtocol.Message> TRIGGER = new SubstrateSpec.Slot<>("trigger");

    private Guardian() {}

    /** What the process may ask of the root. */
    public sealed interface Command permits GetRefs {}

    /** Answered once all substrates are spawned. */
    public record GetRefs(ActorRef<SubstrateRefs> replyTo) implements Command {}

    public static Behavior<Command> create(List<SubstrateSpec<?>> specs) {
        return Behaviors.setup(context -> {
            var refs = new Spawned();
            specs.forEach(spec -> spawn(context, spec, refs));
            refs.ready.complete(Done.getInstance());
            return Behaviors.receive(Command.class)
                    .onMessage(GetRefs.class, query -> {
                        query.replyTo().tell(refs);
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    private static <M> void spawn(ActorContext<Command> context, SubstrateSpec<M> spec, Spawned refs) {
        var supervised = Behaviors.supervise(spec.behavior().apply(refs))
                .onFailure(
                        Exception.class,
                        SupervisorStrategy.restart().withLimit(spec.restartsMax(), spec.restartWindow()));
        var ref = context.spawn(supervised, spec.slot().name());
        context.watch(ref);
        refs.byName.put(spec.slot().name(), ref);
    }

    private static final class Spawned implements SubstrateRefs {
        private final Map<String, ActorRef<?>> byName = new ConcurrentHashMap<>();
        private final CompletableFuture<Done> ready = new CompletableFuture<>();

        @Override
        public CompletionStage<Done> ready() {
            return ready;
        }

        @Override
        public ActorRef<StorageProtocol.Message> storage() {
            return find(STORAGE);
        }

        @Override
        public ActorRef<PresentationProtocol.Message> presentation() {
            return find(PRESENTATION);
        }

        @Override
        public ActorRef<ExtensionProtocol.Message> extension() {
            return find(EXTENSION);
        }

        @Override
        public ActorRef<ExecutionProtocol.Message> execution() {
            return find(EXECUTION);
        }

        @Override
        public ActorRef<ContextProtocol.Message> context() {
            return find(CONTEXT);
        }

        @Override
        public ActorRef<TriggerProtocol.Message> trigger() {
            return find(TRIGGER);
        }

        private <M> ActorRef<M> find(SubstrateSpec.Slot<M> slot) {
            var ref = byName.get(slot.name());
            if (ref == null) {
                throw new IllegalStateException("the " + slot.name()
                        + " substrate is not spawned: read SubstrateRefs while handling a message, not in setup");
            }
            return slot.narrow(ref);
        }
    }
}
