package dev.daemion.substrate.presentation;

import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.stream.FrameBody;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.kernel.stream.StreamFrame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a returning reader is told first: {@code connected}, the stored frames it missed, the answers in flight from
 * their start, and what happened while storage was asked.
 */
final class CatchUp {
    private CatchUp() {}

    /** True when the reader is better off loading everything anew. */
    static boolean isTooFarBehind(Reader.CatchingUp state, List<StreamFrame> stored) {
        return state.isTooFarBehind || missed(state, stored).size() > PresentationProtocol.MISSED_MAX;
    }

    /** @param stored as storage answered: newer than the reader's place, oldest first */
    static List<StreamFrame> assemble(Reader reader, Reader.CatchingUp state, List<StreamFrame> stored) {
        var frames = new ArrayList<StreamFrame>();
        for (var frame : missed(state, stored)) {
            if (isWanted(reader, state, frame)) {
                frames.add(frame);
            }
        }
        frames.addAll(state.replay);
        frames.addAll(state.later);
        frames.addFirst(connected(connectedSeq(state, frames), reader.threadId(), false));
        return frames;
    }

    /** The first frame of every subscription. */
    static StreamFrame connected(long seq, @Nullable ThreadId thread, boolean isReset) {
        var members = "\"threadId\":" + (thread == null ? "null" : '"' + thread.value() + '"')
                + (isReset ? ",\"reset\":true" : "");
        var body = new FrameBody(FrameType.CONNECTED, members);
        return new StreamFrame(seq, thread, FrameType.CONNECTED, body.json(seq));
    }

    /** What storage knows beyond the place of the subscription comes live. */
    private static List<StreamFrame> missed(Reader.CatchingUp state, List<StreamFrame> stored) {
        return stored.stream()
                .filter(frame -> frame.seq() > state.after && frame.seq() <= state.from)
                .toList();
    }

    /** Below everything that follows, so that places grow from the first frame on, and not below what was seen. */
    private static long connectedSeq(Reader.CatchingUp state, List<StreamFrame> following) {
        if (following.isEmpty()) {
            return state.from;
        }
        return Math.min(
                state.after + 1, Math.max(state.after, following.getFirst().seq() - 1));
    }

    private static boolean isWanted(Reader reader, Reader.CatchingUp state, StreamFrame frame) {
        return reader.wants(frame, null)
                && (state.replayed.isEmpty()
                        || MessageIds.of(frame.json())
                                .filter(state.replayed::contains)
                                .isEmpty());
    }
}
