package dev.daemion.gateway.discovery;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waiting between two looks at something that cannot wake us: another process's file, lock or port. */
final class Pause {
    private Pause() {}

    /** Returns after that time; an interrupt ends the wait as an {@link InterruptedIOException}. */
    static void of(Duration time) throws InterruptedIOException {
        try {
            var isOpen = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
            assert !isOpen : "nobody counts this latch down";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting");
        }
    }
}
