package dev.daemion.substrate.presentation;

import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.kernel.stream.StreamFrame;
import dev.daemion.kernel.stream.StreamSignal;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber. While what it missed is being read from storage, what happens meanwhile waits here; it is told all of
 * it at once, in order.
 */
final class Reader {
    private final ActorRef<StreamSignal> ref;
    private final @Nullable ThreadId threadId;
    private final @Nullable RunId runId;
    private final boolean isExtended;
    private final @Nullable DeviceId deviceId;
    private @Nullable CatchingUp catchingUp;

    /** What is set aside for a reader while storage is asked. */
    static final class CatchingUp {
        /** What the reader has seen. */
        final long after;

        /** The stream's place when it subscribed: stored frames up to here come from storage. */
        final long from;

        /** The answers in flight at that moment, with their places. */
        final List<StreamFrame> replay;

        /** Ids of those answers: their stored frames are in the replay already. */
        final List<String> replayed;

        /** What went out since; emptied when there is too much. */
        final List<StreamFrame> later = new ArrayList<>();

        boolean isTooFarBehind;

        CatchingUp(long after, long from, List<StreamFrame> replay, List<String> replayed) {
            this.after = after;
            this.from = from;
            this.replay = replay;
            this.replayed = replayed;
        }
    }

    /** What decides, besides the thread, which frames a reader gets. */
    record Interest(@Nullable ThreadId threadId, boolean isExtended) {}

    private Reader(
            ActorRef<StreamSignal> ref,
            @Nullable ThreadId threadId,
            @Nullable RunId runId,
            boolean isExtended,
            @Nullable DeviceId deviceId) {
        this.ref = ref;
        this.threadId = threadId;
        this.runId = runId;
        this.isExtended = isExtended;
        this.deviceId = deviceId;
    }

    static Reader of(PresentationProtocol.Subscribe subscribe) {
        return new Reader(
                subscribe.subscriber(), subscribe.threadId(), null, subscribe.isExtended(), subscribe.deviceId());
    }

    static Reader of(PresentationProtocol.Follow follow) {
        return new Reader(
                follow.subscriber(), follow.threadId(), follow.runId(), follow.isExtended(), follow.deviceId());
    }

    ActorRef<StreamSignal> ref() {
        return ref;
    }

    @Nullable
    ThreadId threadId() {
        return threadId;
    }

    boolean isExtended() {
        return isExtended;
    }

    boolean isOf(DeviceId device) {
        return device.equals(deviceId);
    }

    boolean isFollowing() {
        return runId != null;
    }

    Interest interest() {
        return new Interest(threadId, isExtended);
    }

    boolean wants(StreamFrame frame, @Nullable RunId frameRun) {
        if (frame.type().isExtended() && !isExtended) {
            return false;
        }
        if (runId == null) {
            return frame.threadId() == null || frame.threadId().equals(threadId);
        }
        if (frameRun != null) {
            return frameRun.equals(runId);
        }
        return (frame.threadId() == null || frame.threadId().equals(threadId)) && isAbout(runId, frame);
    }

    /** A card or an approval of the run; the question it answers is told by whoever asked it. */
    private static boolean isAbout(RunId run, StreamFrame frame) {
        return frame.json().contains('"' + run.value() + '"')
                && !(frame.type() == FrameType.MESSAGE && frame.json().contains("\"role\":\"user\""));
    }

    void beginCatchUp(CatchingUp state) {
        catchingUp = state;
    }

    @Nullable
    CatchingUp endCatchUp() {
        var state = catchingUp;
        catchingUp = null;
        return state;
    }

    void tell(StreamSignal.Frames frames) {
        if (catchingUp == null) {
            ref.tell(frames);
        } else if (!catchingUp.isTooFarBehind) {
            catchingUp.later.addAll(frames.frames());
            if (catchingUp.later.size() > PresentationProtocol.MISSED_MAX) {
                catchingUp.later.clear();
                catchingUp.isTooFarBehind = true;
            }
        }
    }

    void close(StreamSignal.Reason reason) {
        ref.tell(new StreamSignal.Closed(reason));
    }
}
