package dev.daemion.gateway.benchmark;

import java.util.Arrays;
import java.util.Locale;

/** Spans in nanoseconds as they are measured, by one thread at a time; without garbage while it measures. */
public final class Times {
    private long[] nanos = new long[16 * 1024];
    private int count;

    public void add(long spanNanos) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = spanNanos;
    }

    public int count() {
        return count;
    }

    /** Milliseconds below which this share of the spans lies. */
    public double percentileMillis(double share) {
        if (count == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        var sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[Math.min(count - 1, (int) (count * share))] / 1e6;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "p50 %7.2f ms   p99 %7.2f ms", percentileMillis(0.50), percentileMillis(0.99));
    }
}
