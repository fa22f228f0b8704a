package dev.daemion.substrate.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import java.util.concurrent.atomic.AtomicInteger;

/** A count that goes up and down, such as live readers: set by its owner, read by any thread, gone with its owner. */
public final class Level implements AutoCloseable {
    private final AtomicInteger value = new AtomicInteger();
    private final Gauge gauge;

    /**
     * @param name with dots: {@code daemion.stream.readers}
     * @param description one sentence
     */
    public Level(String name, String description) {
        this.gauge = Gauge.builder(name, value, AtomicInteger::doubleValue)
                .description(description)
                .strongReference(true)
                .register(Metrics.globalRegistry);
    }

    public void set(int count) {
        value.set(count);
    }

    @Override
    public void close() {
        Metrics.globalRegistry.remove(gauge);
    }
}
