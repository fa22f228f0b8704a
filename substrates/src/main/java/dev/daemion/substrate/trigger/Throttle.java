package dev.daemion.substrate.trigger;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Lets so many flows be under way at once; the others wait in order. What waits is not lost with the process: it is
 * found due again. Belongs to one actor.
 *
 * @param <F> what tells one flow from another
 */
final class Throttle<F> {
    private final int max;
    private final BiConsumer<F, CompletionStage<?>> watch;
    private final Deque<Work<F>> waiting = new ArrayDeque<>();
    private int underWayCount;

    private record Work<F>(F flow, Supplier<? extends CompletionStage<?>> begin) {}

    /** @param watch sees to it that {@link #ended} is called on the actor when the stage completes */
    Throttle(int max, BiConsumer<F, CompletionStage<?>> watch) {
        this.max = max;
        this.watch = watch;
    }

    void submit(F flow, Supplier<? extends CompletionStage<?>> work) {
        waiting.add(new Work<>(flow, work));
        admit();
    }

    void ended() {
        underWayCount--;
        admit();
    }

    boolean isIdle() {
        return underWayCount == 0;
    }

    int waitingCount() {
        return waiting.size();
    }

    private void admit() {
        while (underWayCount < max && !waiting.isEmpty()) {
            underWayCount++;
            var next = waiting.removeFirst();
            watch.accept(next.flow(), next.begin().get());
        }
    }
}
