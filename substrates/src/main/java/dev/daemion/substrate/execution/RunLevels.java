package dev.daemion.substrate.execution;

import dev.daemion.substrate.metrics.Level;

/** How many runs work and wait, for whoever measures. */
final class RunLevels implements AutoCloseable {
    private final Level working = new Level("daemion.runs.working", "Runs that hold one of the places.");
    private final Level waiting = new Level("daemion.runs.waiting", "Runs that wait for a place.");

    void show(RunSlots slots) {
        working.set(slots.workingCount());
        waiting.set(slots.waitingCount());
    }

    @Override
    public void close() {
        working.close();
        waiting.close();
    }
}
