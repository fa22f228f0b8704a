package dev.daemion.kernel.stream;

import java.util.List;

/** What the presentation substrate tells one subscriber. */
public sealed interface StreamSignal {
    /** Frames in order, never empty. */
    record Frames(List<StreamFrame> frames) implements StreamSignal {}

    /** The subscription is over and the socket is to be closed: the device was revoked, or the gateway stops. */
    record Closed(String reason) implements StreamSignal {}
}
