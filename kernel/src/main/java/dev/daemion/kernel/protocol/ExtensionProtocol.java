package dev.daemion.kernel.protocol;

import dev.daemion.kernel.extension.Catalog;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/**
 * What other actors may say to the extension substrate: what exists, in which version, with which permissions.
 * Behaviour: {@code ExtensionSubstrate}.
 */
public interface ExtensionProtocol {
    /** Supertype of all it receives; its private messages extend this, not Command. */
    interface Message {}

    sealed interface Command extends Message {}

    /** Sends the catalog now and again after every change, until the watcher stops. */
    record Watch(ActorRef<Catalog> watcher) implements Command {}

    record CurrentCatalog(ActorRef<StatusReply<Catalog>> replyTo) implements Command {}

    record Health(ActorRef<SubstrateHealth> replyTo) implements Command {}
}
