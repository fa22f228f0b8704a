package dev.daemion.substrate.execution.model.call;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call of a model under way, as both sides see it: the reader cancels it, the thread that talks to the provider
 * says what has to be closed then. Thread-safe.
 */
public final class Call {
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private @Nullable Runnable closer;

    /** What to close when the call is cancelled, in place of what was to be closed before; at once if it already is. */
    public void whenCancelled(Runnable close) {
        synchronized (this) {
            if (!isCancelled()) {
                closer = close;
                return;
            }
        }
        close.run();
    }

    /** Ends the call and closes its socket; does not wait. Idempotent. */
    public void cancel() {
        Runnable close;
        synchronized (this) {
            cancelled.countDown();
            close = closer;
            closer = null;
        }
        if (close != null) close.run();
    }

    public boolean isCancelled() {
        return cancelled.getCount() == 0;
    }

    /** Waits that long and says whether the call was cancelled meanwhile. */
    boolean isCancelledWithin(Duration pause) throws InterruptedException {
        return cancelled.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    }
}
