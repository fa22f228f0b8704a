package dev.daemion.gateway.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.impl.engine.ws.FrameEvent;
import org.apache.pekko.http.impl.engine.ws.FrameStart;
import org.apache.pekko.http.impl.engine.ws.Protocol;
import org.apache.pekko.http.impl.engine.ws.UpgradeToWebSocketLowLevel;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Graph;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * The only class that knows Pekko HTTP's WebSocket frames. The public API speaks of messages and cannot choose a close
 * code, answer a ping late, or see a pong; the frames beneath it can. They are internal to Pekko HTTP but public in
 * bytecode; a test on the real wire guards against a version that changes them.
 */
final class WebSocketWire {
    private static final byte CONTINUATION = 0x0;
    private static final byte TEXT = 0x1;
    private static final byte BINARY = 0x2;
    private static final byte CLOSE = 0x8;
    private static final byte PING = 0x9;
    private static final byte PONG = 0xA;
    private static final int CONTROL_BYTES_MAX = 125;
    private static final int NO_CODE = 1005;

    private WebSocketWire() {}

    /** True when the request asks for a WebSocket correctly. */
    static boolean isUpgrade(HttpRequest request) {
        return request.getAttribute(AttributeKeys.webSocketUpgrade).isPresent();
    }

    /** The subprotocols the client offers, in its order. */
    static List<String> offered(HttpRequest request) {
        return request.getAttribute(AttributeKeys.webSocketUpgrade)
                .map(upgrade -> {
                    var names = new java.util.ArrayList<String>();
                    upgrade.getRequestedProtocols().forEach(names::add);
                    return List.copyOf(names);
                })
                .orElse(List.of());
    }

    /** The answer that turns the connection over to {@code socket}. */
    static HttpResponse upgrade(
            HttpRequest request,
            Graph<FlowShape<SocketEvent, SocketEvent>, NotUsed> socket,
            @Nullable String protocol) {
        var upgrade = request.getAttribute(AttributeKeys.webSocketUpgrade).orElseThrow();
        if (!(upgrade instanceof UpgradeToWebSocketLowLevel lowLevel)) {
            throw new IllegalStateException("Pekko HTTP offers no WebSocket frames: " + upgrade.getClass());
        }
        var frames = Flow.of(FrameEvent.class)
                .statefulMapConcat(Reading::new)
                .recover(Throwable.class, SocketEvent.Broken::new)
                .via(socket)
                .map(WebSocketWire::write)
                .mapMaterializedValue(nothing -> (Object) nothing);
        return lowLevel.handleFrames(frames, Option.apply(protocol));
    }

    private static FrameEvent write(SocketEvent event) {
        return switch (event) {
            case SocketEvent.Text text -> frame(TEXT, ByteString.fromString(text.json(), StandardCharsets.UTF_8));
            case SocketEvent.Ping ping -> frame(PING, ping.data());
            case SocketEvent.Pong pong -> frame(PONG, pong.data());
            case SocketEvent.Close close -> FrameEvent.closeFrame(close.code(), close.reason(), Option.empty());
            case SocketEvent.PeerData data -> throw new IllegalArgumentException("only a peer sends " + data);
            case SocketEvent.Broken broken -> throw new IllegalArgumentException("only a peer sends " + broken);
        };
    }

    private static FrameStart frame(byte opcode, ByteString data) {
        return FrameEvent.fullFrame(
                Protocol.Opcode$.MODULE$.forCode(opcode), Option.empty(), data, true, false, false, false);
    }

    /** Turns the peer's frames into events; holds at most one control frame. */
    private static final class Reading
            implements org.apache.pekko.japi.function.Function<FrameEvent, Iterable<SocketEvent>> {
        private static final long serialVersionUID = 1;
        private transient @Nullable FrameStart control;
        private transient ByteString data = ByteString.emptyByteString();

        @Override
        public Iterable<SocketEvent> apply(FrameEvent event) {
            if (event instanceof FrameStart start) {
                var header = start.header();
                if (header.mask().isEmpty() || header.rsv1() || header.rsv2() || header.rsv3()) {
                    return List.of(new SocketEvent.Broken());
                }
                if (!header.opcode().isControl()) {
                    return header.opcode().code() == CONTINUATION
                            ? List.of()
                            : List.of(new SocketEvent.PeerData(header.opcode().code() == BINARY, header.length()));
                }
                if (header.length() > CONTROL_BYTES_MAX || !header.fin()) {
                    return List.of(new SocketEvent.Broken());
                }
                control = start;
                data = ByteString.emptyByteString();
            }
            if (control == null) {
                return List.of();
            }
            data = data.concat(event.data());
            return event.lastPart() ? List.of(finished(control)) : List.of();
        }

        private SocketEvent finished(FrameStart start) {
            control = null;
            byte opcode = start.header().opcode().code();
            var plain = unmasked(data.toArray(), (Integer) start.header().mask().get());
            if (opcode == PING) {
                return new SocketEvent.Ping(ByteString.fromArray(plain));
            }
            if (opcode == PONG) {
                return new SocketEvent.Pong(ByteString.fromArray(plain));
            }
            if (opcode == CLOSE) {
                return plain.length < 2
                        ? new SocketEvent.Close(NO_CODE, "")
                        : new SocketEvent.Close(
                                Short.toUnsignedInt(ByteBuffer.wrap(plain).getShort()), "");
            }
            return new SocketEvent.Broken();
        }

        private static byte[] unmasked(byte[] masked, int mask) {
            var key = ByteBuffer.allocate(Integer.BYTES).putInt(mask).array();
            for (int i = 0; i < masked.length; i++) {
                masked[i] ^= key[i % Integer.BYTES];
            }
            return masked;
        }
    }
}
