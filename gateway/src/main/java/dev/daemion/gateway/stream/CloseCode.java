package dev.daemion.gateway.stream;

import dev.daemion.kernel.stream.StreamSignal;

/** Why the gateway closes a WebSocket (RFC 6455 §7.4). */
enum CloseCode {
    NORMAL(1000, ""),
    GOING_AWAY(1001, "the gateway stops"),
    PROTOCOL_ERROR(1002, "not a WebSocket frame"),
    UNSUPPORTED(1003, "this stream takes no binary messages"),
    POLICY(1008, "this stream is read-only"),
    TOO_BIG(1009, "this stream is read-only"),
    TRY_LATER(1013, "come back with the last seq as 'after'"),
    REVOKED(4401, "this device is no longer paired");

    private final int number;
    private final String reason;

    CloseCode(int number, String reason) {
        this.number = number;
        this.reason = reason;
    }

    int number() {
        return number;
    }

    String reason() {
        return reason;
    }

    static CloseCode of(StreamSignal.Reason reason) {
        return switch (reason) {
            case REVOKED -> REVOKED;
            case STOPPING -> GOING_AWAY;
            case TRY_LATER -> TRY_LATER;
        };
    }
}
