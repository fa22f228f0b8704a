package dev.daemion.kernel.entity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * Entities as children of their substrate. Every message passes through the owner, so an entity that is being let go
 * first handles what was sent before its stop; what comes later waits here, bounded, until it has ended: two writers of
 * one persistence id cannot exist.
 *
 * <p>Owned by one actor: not thread-safe.
 */
public final class LocalEntityRefs<P, M> implements EntityRefs<M> {
    /** Messages kept for one entity while its predecessor ends; more are dropped and their askers time out. */
    static final int WAITING_MAX = 1_000;

    private final ActorContext<P> owner;
    private final Function<String, Behavior<M>> behavior;
    private final M stop;
    private final Map<String, ActorRef<M>> live = new HashMap<>();
    private final Map<String, List<M>> waiting = new HashMap<>();
    private final Map<ActorRef<Void>, String> ids = new HashMap<>();
    private final Set<String> stopping = new HashSet<>();

    /** @param stop the entity's own message that ends it */
    public LocalEntityRefs(ActorContext<P> owner, Function<String, Behavior<M>> behavior, M stop) {
        this.owner = owner;
        this.behavior = behavior;
        this.stop = stop;
    }

    @Override
    public void tell(String id, M message) {
        if (stopping.contains(id)) {
            var queue = waiting.computeIfAbsent(id, key -> new ArrayList<>());
            if (queue.size() < WAITING_MAX) {
                queue.add(message);
            }
            return;
        }
        live.computeIfAbsent(id, this::spawn).tell(message);
    }

    @Override
    public void passivate(String id) {
        var ref = live.get(id);
        if (ref != null && stopping.add(id)) {
            ref.tell(stop);
        }
    }

    @Override
    public boolean terminated(ActorRef<Void> ref) {
        var id = ids.remove(ref);
        if (id == null) {
            return false;
        }
        live.remove(id);
        stopping.remove(id);
        var queue = waiting.remove(id);
        if (queue != null) {
            queue.forEach(message -> tell(id, message));
        }
        return true;
    }

    /** How many entities are in memory. */
    public int liveCount() {
        return live.size();
    }

    private ActorRef<M> spawn(String id) {
        // Supervision is part of the entity's behaviour: it restarts with back-off when the journal fails.
        var ref = owner.spawn(behavior.apply(id), id);
        owner.watch(ref);
        ids.put(ref.unsafeUpcast(), id);
        return ref;
    }
}
