package dev.daemion.kernel.entity;

import org.apache.pekko.actor.typed.ActorRef;

/**
 * The door to one type of entity. Substrates address entities by id and never keep their refs, so that the same code
 * runs with children of this process today and with cluster sharding tomorrow.
 */
public interface EntityRefs<M> {
    /** Delivers to the entity with this id, starting it when it is not there. */
    void tell(String id, M message);

    /**
     * The entity has nothing to do: let it go. It comes back with the next message. Called by the owner for a request
     * of the entity itself.
     */
    void passivate(String id);

    /** To be called with every terminated child; true when it was one of these entities. */
    boolean terminated(ActorRef<Void> ref);
}
