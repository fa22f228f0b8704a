package dev.daemion.gateway.stream;

import dev.daemion.kernel.stream.StreamSignal;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Terminated;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.runtime.BoxedUnit;

/**
 * One WebSocket of {@code /stream}: frames out, pings, and an end with a reason. What the peer says is not kept: small
 * text is ignored, anything else ends the stream.
 *
 * <pre>
 * open ──overflow, revoked, stopping, misuse──► closing ──close frame out──► closed ──answer or time──► (connection ends)
 *   └────peer closes──► answered ──► (connection ends)
 * </pre>
 */
final class StreamSocket extends GraphStage<FlowShape<SocketEvent, SocketEvent>> {
    static final int PEER_MESSAGE_BYTES_MAX = 4_096;
    static final int PEER_MESSAGES_PER_PING_MAX = 100;
    private static final int SILENT_PINGS_MAX = 2;
    private static final int CODE_MIN = 1000;
    private static final int CODE_MAX = 4999;

    private final Inlet<SocketEvent> in = Inlet.create("peer");
    private final Outlet<SocketEvent> out = Outlet.create("wire");
    private final FlowShape<SocketEvent, SocketEvent> shape = FlowShape.of(in, out);
    private final Subscription subscription;
    private final StreamSettings settings;

    StreamSocket(Subscription subscription, StreamSettings settings) {
        this.subscription = subscription;
        this.settings = settings;
    }

    @Override
    public FlowShape<SocketEvent, SocketEvent> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private enum Timer {
        PING,
        CLOSE
    }

    private final class Logic extends TimerGraphStageLogic {
        private final FrameQueue queue = new FrameQueue(settings);
        private SocketEvent.@Nullable Close closing;
        private boolean isCloseSent;
        private boolean hasPeerClosed;
        private boolean isPingDue;
        private @Nullable ByteString pong;
        private int silentPings;
        private int peerMessages;

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    heard(grab(in));
                    if (!isClosed(in) && !hasBeenPulled(in)) {
                        pull(in);
                    }
                }

                @Override
                public void onUpstreamFinish() {
                    if (closing == null || isCloseSent) {
                        completeStage();
                    }
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    write();
                }
            });
        }

        @Override
        public void preStart() {
            var self = getStageActor(this::told);
            self.watch(Adapter.toClassic(subscription.hub()));
            scheduleWithFixedDelay(Timer.PING, settings.pingEvery(), settings.pingEvery());
            pull(in);
            subscription.begin(Adapter.toTyped(self.ref()));
        }

        private BoxedUnit told(Tuple2<ActorRef, Object> message) {
            switch (message._2()) {
                case StreamSignal.Frames frames -> {
                    if (closing == null && !queue.offer(frames.frames())) {
                        close(CloseCode.TRY_LATER);
                    }
                }
                case StreamSignal.Closed closed -> close(CloseCode.of(closed.reason()));
                case Terminated terminated -> close(CloseCode.GOING_AWAY);
                default -> throw new IllegalStateException("nobody tells a stream " + message._2());
            }
            write();
            return BoxedUnit.UNIT;
        }

        private void heard(SocketEvent event) {
            silentPings = 0;
            switch (event) {
                case SocketEvent.PeerData data -> {
                    peerMessages++;
                    if (data.isBinary()) {
                        close(CloseCode.UNSUPPORTED);
                    } else if (data.length() > PEER_MESSAGE_BYTES_MAX) {
                        close(CloseCode.TOO_BIG);
                    } else if (peerMessages > PEER_MESSAGES_PER_PING_MAX) {
                        close(CloseCode.POLICY);
                    }
                }
                case SocketEvent.Ping ping -> pong = ping.data();
                case SocketEvent.Pong answer -> {}
                case SocketEvent.Close close -> {
                    hasPeerClosed = true;
                    begin(new SocketEvent.Close(answerTo(close.code()), ""));
                    if (isCloseSent) {
                        completeStage();
                        return;
                    }
                }
                case SocketEvent.Broken broken -> {
                    hasPeerClosed = true;
                    close(CloseCode.PROTOCOL_ERROR);
                }
                case SocketEvent.Text text -> throw new IllegalStateException("a peer sends no " + text);
            }
            write();
        }

        /** The codes from 1004 to 1006 stand for what was not sent and never go over the wire. */
        private static int answerTo(int code) {
            boolean isReserved = code >= 1004 && code <= 1006;
            return code < CODE_MIN || code > CODE_MAX || isReserved ? CloseCode.NORMAL.number() : code;
        }

        private void close(CloseCode code) {
            begin(SocketEvent.Close.of(code));
        }

        private void begin(SocketEvent.Close close) {
            if (closing == null) {
                closing = close;
                queue.clear();
                boolean isSlow = close.code() == CloseCode.TRY_LATER.number();
                scheduleOnce(Timer.CLOSE, isSlow ? settings.slowCloseWithin() : settings.closeWithin());
            }
        }

        private void write() {
            if (!isAvailable(out) || isCloseSent) {
                return;
            }
            if (closing != null) {
                isCloseSent = true;
                scheduleOnce(Timer.CLOSE, settings.closeWithin());
                push(out, closing);
                if (hasPeerClosed || isClosed(in)) {
                    completeStage();
                }
            } else if (pong != null) {
                push(out, new SocketEvent.Pong(pong));
                pong = null;
            } else if (isPingDue) {
                isPingDue = false;
                push(out, new SocketEvent.Ping(ByteString.emptyByteString()));
            } else {
                var frame = queue.poll();
                if (frame != null) {
                    push(out, new SocketEvent.Text(frame.json()));
                }
            }
        }

        @Override
        public void onTimer(Object key) {
            if (key == Timer.CLOSE) {
                if (isCloseSent) {
                    completeStage();
                } else {
                    failStage(new StreamCut("the peer takes no close frame"));
                }
                return;
            }
            if (silentPings >= SILENT_PINGS_MAX) {
                failStage(new StreamCut("the peer is silent"));
                return;
            }
            silentPings++;
            peerMessages = 0;
            isPingDue = true;
            write();
        }
    }

    /** Ends a connection that cannot be ended politely. */
    private static final class StreamCut extends RuntimeException {
        private static final long serialVersionUID = 1;

        StreamCut(String reason) {
            super(reason, null, false, false);
        }
    }
}
