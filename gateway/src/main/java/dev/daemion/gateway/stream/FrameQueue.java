package dev.daemion.gateway.stream;

import dev.daemion.kernel.stream.StreamFrame;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one reader. Bounded, but never too small for what comes at once: a long list of missed frames is taken
 * whole when there was room before it.
 */
final class FrameQueue {
    private final int framesMax;
    private final long charactersMax;
    private final Queue<StreamFrame> frames = new ArrayDeque<>();
    private long characterCount;

    FrameQueue(StreamSettings settings) {
        framesMax = settings.queuedFramesMax();
        charactersMax = settings.queuedCharactersMax();
    }

    /** False when the reader is too slow. */
    boolean offer(List<StreamFrame> more) {
        if (frames.size() >= framesMax || characterCount >= charactersMax) {
            return false;
        }
        for (var frame : more) {
            frames.add(frame);
            characterCount += frame.json().length();
        }
        return true;
    }

    @Nullable
    StreamFrame poll() {
        var frame = frames.poll();
        if (frame != null) {
            characterCount -= frame.json().length();
        }
        return frame;
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    void clear() {
        frames.clear();
        characterCount = 0;
    }
}
