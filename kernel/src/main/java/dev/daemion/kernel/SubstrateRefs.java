package dev.daemion.kernel;

import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.TriggerProtocol;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Where the six substrates are. They speak to each other in circles, so none can get all the others as constructor
 * arguments: the {@link Guardian} gives each this object when it spawns it, and completes it before it lets the first
 * message in. Read it while handling a message, never during setup.
 */
public interface SubstrateRefs {
    /**
     * Completes when all six are spawned; complete at once after a restart. A substrate that has something to say to
     * another at its start pipes this to itself.
     */
    CompletionStage<Done> ready();

    ActorRef<StorageProtocol.Message> storage();

    ActorRef<PresentationProtocol.Message> presentation();

    ActorRef<ExtensionProtocol.Message> extension();

    ActorRef<ExecutionProtocol.Message> execution();

    ActorRef<ContextProtocol.Message> context();

    ActorRef<TriggerProtocol.Message> trigger();
}
