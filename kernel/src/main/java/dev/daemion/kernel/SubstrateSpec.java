package dev.daemion.kernel;

import java.time.Duration;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;

/**
 * The child specification of one substrate: how it is made and how it is supervised.
 *
 * @param slot which of the six it is
 * @param behavior makes it; the refs are complete once it handles its first message
 * @param restartsMax restarts within {@code restartWindow} before the whole process gives up and says so
 */
public record SubstrateSpec<M>(
        Slot<M> slot, Function<SubstrateRefs, Behavior<M>> behavior, int restartsMax, Duration restartWindow) {
    /** One of the six places in {@link SubstrateRefs}. */
    public record Slot<M>(String name) {
        /** Narrows a ref that was spawned for this slot. */
        @SuppressWarnings("unchecked") // the guardian spawned it from a spec of this slot
        ActorRef<M> narrow(ActorRef<?> ref) {
            return (ActorRef<M>) ref;
        }
    }
}
