package dev.daemion.kernel.protocol;

import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/** What other actors may say to the trigger substrate: when things happen. Behaviour: {@code TriggerSubstrate}. */
public interface TriggerProtocol {
    /** Supertype of all it receives; its private messages extend this, not Command. */
    interface Message {}

    sealed interface Command extends Message {}

    /** Runs one of the kernel's chores now, out of turn. Refused: NOT_FOUND with the names there are. */
    record RunChore(String name, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    record Health(ActorRef<SubstrateHealth> replyTo) implements Command {}
}
