package dev.daemion.kernel.stream;

import java.util.List;

/** What the presentation substrate tells one subscriber. */
public sealed interface StreamSignal {
    /** Frames in order, never empty. */
    record Frames(List<StreamFrame> frames) implements StreamSignal {
        public Frames {
            frames = List.copyOf(frames);
        }
    }

    /** The subscription is over and the socket is to be closed. */
    record Closed(Reason reason) implements StreamSignal {}

    /** Why a subscription is over. */
    enum Reason {
        /** The device's token no longer works: the reader must not come back with it. */
        REVOKED,
        /** The gateway ends. */
        STOPPING,
        /** What was missed cannot be read now, or there are too many readers: come back later. */
        TRY_LATER
    }
}
