package dev.daemion.substrate.trigger;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Lets so many flows be under way at once; the others wait in order. What waits is not lost with the process: it is
 * found due again. Belongs to one actor.
 */
final class Throttle {
    private final int max;
    private final Consumer<CompletionStage<?>> watch;
    private final Deque<Supplier<CompletionStage<?>>> waiting = new ArrayDeque<>();
    private int underWayCount;

    /** @param watch sees to it that {@link #ended} is called on the actor when the stage completes */
    Throttle(int max, Consumer<CompletionStage<?>> watch) {
        this.max = max;
        this.watch = watch;
    }

    void submit(Supplier<CompletionStage<?>> work) {
        waiting.add(work);
        admit();
    }

    void ended() {
        underWayCount--;
        admit();
    }

    int waitingCount() {
        return waiting.size();
    }

    private void admit() {
        while (underWayCount < max && !waiting.isEmpty()) {
            underWayCount++;
            watch.accept(waiting.removeFirst().get());
        }
    }
}
