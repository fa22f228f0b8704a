package dev.daemion.substrate.execution.model.call;

import dev.daemion.kernel.provider.ProviderSettings;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches that a provider gives signs of life: the first within one span, each further one within another. A sign is a
 * whole line, so that a trickle of bytes is none. Re-arms itself only when it is due, so a sign costs next to nothing.
 */
final class Deadlines implements AutoCloseable {
    private final ScheduledExecutorService timer;
    private final Duration first;
    private final Duration idle;
    private final Runnable onExpiry;

    private volatile long lastSignNanos = System.nanoTime();
    private volatile boolean isAlive;
    private volatile boolean isExpired;
    private volatile boolean isClosed;
    private volatile @Nullable ScheduledFuture<?> pending;

    Deadlines(ScheduledExecutorService timer, ProviderSettings settings, Runnable onExpiry) {
        this.timer = timer;
        this.first = settings.firstByteTimeout();
        this.idle = settings.idleTimeout();
        this.onExpiry = onExpiry;
        arm(first.toNanos());
    }

    void sign() {
        lastSignNanos = System.nanoTime();
        if (isAlive) return;
        isAlive = true;
        var earlier = pending;
        if (earlier != null) earlier.cancel(false);
        arm(idle.toNanos());
    }

    boolean isExpired() {
        return isExpired;
    }

    /** True when it expired before the first sign. */
    boolean isBeforeFirstByte() {
        return !isAlive;
    }

    @Override
    public void close() {
        isClosed = true;
        var last = pending;
        if (last != null) last.cancel(false);
    }

    private void arm(long nanos) {
        if (!isClosed) pending = timer.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        if (isClosed) return;
        var span = isAlive ? idle : first;
        var left = span.toNanos() - (System.nanoTime() - lastSignNanos);
        if (left > 0) {
            arm(left);
            return;
        }
        isExpired = true;
        onExpiry.run();
    }
}
