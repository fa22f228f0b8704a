package dev.daemion.gateway.stream;

import org.apache.pekko.util.ByteString;

/** What passes between the WebSocket wire and a stream, in either direction. */
sealed interface SocketEvent {
    /** A frame for the reader, as JSON. */
    record Text(String json) implements SocketEvent {}

    /** The beginning of a message from the peer; its content is not kept. */
    record PeerData(boolean isBinary, long length) implements SocketEvent {}

    record Ping(ByteString data) implements SocketEvent {}

    record Pong(ByteString data) implements SocketEvent {}

    /** From the peer: 1005 when it gave no code. */
    record Close(int code, String reason) implements SocketEvent {
        static Close of(CloseCode code) {
            return new Close(code.number(), code.reason());
        }
    }

    /** The peer broke the protocol. */
    record Broken() implements SocketEvent {}
}
