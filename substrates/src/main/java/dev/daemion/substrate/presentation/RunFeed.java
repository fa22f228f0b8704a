package dev.daemion.substrate.presentation;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.protocol.PresentationProtocol.Publish;
import dev.daemion.kernel.stream.FrameBody;
import dev.daemion.kernel.stream.FrameType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run on the stream: how far its journal rows have come, the transient frames that wait for them, and what its
 * answer has shown.
 *
 * <pre>
 * known ──start──► in flight ──finish, error, stopped──► ended
 * </pre>
 */
final class RunFeed {
    /** Transient frames that may wait for a row; what comes beyond is left out, the stored turn has it. */
    static final int HELD_MAX = 8_192;

    private final RunId id;
    private final Deque<Publish> held = new ArrayDeque<>();
    private long sequenceNr;
    private @Nullable ThreadId threadId;
    private @Nullable AnswerBuffer answer;
    private @Nullable Long endedAtMillis;

    RunFeed(RunId id) {
        this.id = id;
    }

    RunId id() {
        return id;
    }

    boolean isInFlight(ThreadId thread) {
        return answer != null && endedAtMillis == null && thread.equals(threadId);
    }

    boolean hasEnded() {
        return endedAtMillis != null;
    }

    boolean hasEndedBefore(long millis) {
        return endedAtMillis != null && endedAtMillis < millis;
    }

    long characterCount() {
        return answer == null ? 0 : answer.characterCount();
    }

    /** What the answer has shown; empty before its start. */
    List<FrameBody> shown(boolean isExtended) {
        return answer == null ? List.of() : answer.frames(isExtended);
    }

    void enterRow(long rowSequenceNr) {
        sequenceNr = Math.max(sequenceNr, rowSequenceNr);
    }

    /** A stored frame of the run. */
    void stored(@Nullable ThreadId thread, FrameBody frame, long nowMillis) {
        // One that was withdrawn ends without a start.
        if (frame.type() == FrameType.START || (answer == null && isEnd(frame.type()))) {
            answer = new AnswerBuffer();
            threadId = thread;
            endedAtMillis = null;
        }
        shown(frame);
        if (isEnd(frame.type())) {
            endedAtMillis = nowMillis;
            held.clear();
        }
    }

    /** A transient frame of the run has gone out. */
    void shown(FrameBody frame) {
        if (answer != null) {
            answer.add(frame);
        }
    }

    void restore(ThreadId thread, long rowSequenceNr, List<FrameBody> frames) {
        enterRow(rowSequenceNr);
        threadId = thread;
        answer = new AnswerBuffer();
        endedAtMillis = null;
        frames.forEach(answer::add);
    }

    /** False when the run's queue is full. */
    boolean hold(Publish frame) {
        return held.size() < HELD_MAX && held.add(frame);
    }

    /** True when the frame may go out now: its rows have, and nothing of the run waits before it. */
    boolean isDue(Publish frame) {
        return held.isEmpty() && frame.afterSequenceNr() <= sequenceNr;
    }

    /** The transient frames whose rows have gone out, in order, at most {@code max}. */
    List<Publish> release(int max) {
        var due = new ArrayList<Publish>();
        while (due.size() < max && !held.isEmpty() && held.element().afterSequenceNr() <= sequenceNr) {
            due.add(held.remove());
        }
        return due;
    }

    boolean isHolding() {
        return !held.isEmpty();
    }

    static boolean isEnd(FrameType type) {
        return type == FrameType.FINISH || type == FrameType.ERROR || type == FrameType.STOPPED;
    }
}
