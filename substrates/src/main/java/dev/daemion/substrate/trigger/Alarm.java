package dev.daemion.substrate.trigger;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Sends its owner a message when something is due. The actor system's timers tick coarsely, because each tick is paid
 * for at rest, and may be two ticks late; so they only bring it near, and the last stretch is waited for to the
 * millisecond.
 *
 * <p>Owned by one actor: not thread-safe. May ring for nothing, never too late: who is rung looks at the clock and sets
 * it again.
 */
final class Alarm<M> {
    /** More than two ticks of the actor system's timers. */
    private static final Duration LAST_STRETCH = Duration.ofMillis(200);

    private static final Object KEY = "alarm";

    private final TimerScheduler<M> timers;
    private final ActorRef<M> owner;
    private final M message;
    private boolean isNear;
    /** By {@link System#nanoTime()}; of use while it is near. */
    private long ringsAt;

    Alarm(TimerScheduler<M> timers, ActorRef<M> owner, M message) {
        this.timers = timers;
        this.owner = owner;
        this.message = message;
    }

    /** Replaces what was set for later; what rings earlier still does. */
    void set(Duration wait) {
        var far = wait.minus(LAST_STRETCH);
        if (far.isPositive()) {
            timers.startSingleTimer(KEY, message, far);
            return;
        }
        long at = System.nanoTime() + Math.max(0, wait.toNanos());
        if (isNear && at - ringsAt >= 0) {
            return;
        }
        isNear = true;
        ringsAt = at;
        CompletableFuture.delayedExecutor(wait.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                .execute(() -> owner.tell(message));
    }

    /** Its message has come. */
    void rang() {
        isNear = isNear && System.nanoTime() - ringsAt < 0;
    }
}
