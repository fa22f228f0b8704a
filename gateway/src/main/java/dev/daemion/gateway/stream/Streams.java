package dev.daemion.gateway.stream;

import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.stream.FrameBody;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.kernel.stream.StreamFrame;
import dev.daemion.kernel.wire.Json;
import java.util.List;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** The three live answers: a WebSocket, its twin as server-sent events, and the events of one run. */
final class Streams {
    /** The WebSocket subprotocol that is answered when it is offered. */
    static final String SUBPROTOCOL = "daemion";

    private final ActorRef<PresentationProtocol.Message> hub;
    private final StreamSettings settings;

    Streams(ActorRef<PresentationProtocol.Message> hub, StreamSettings settings) {
        this.hub = hub;
        this.settings = settings;
    }

    /** The request must be an upgrade. */
    HttpResponse socket(HttpRequest request, StreamView view) {
        var protocol = WebSocketWire.offered(request).contains(SUBPROTOCOL) ? SUBPROTOCOL : null;
        return WebSocketWire.upgrade(request, new StreamSocket(subscription(view), settings), protocol);
    }

    HttpResponse events(StreamView view) {
        return EventStream.of(frames(subscription(view)), settings);
    }

    /** The stored turn as a {@code message}, then everything its run shows until it ends. */
    HttpResponse run(TurnView turn, RunId run, boolean isExtended, @Nullable DeviceId device) {
        var follow = new Subscription(
                hub,
                reader -> new PresentationProtocol.Follow(
                        turn.threadId(), run, List.of(message(turn)), isExtended, device, reader));
        return EventStream.of(frames(follow).takeWhile(frame -> !isEnd(frame.type()), true), settings);
    }

    static FrameBody message(TurnView turn) {
        return new FrameBody(FrameType.MESSAGE, "\"message\":" + Json.show(turn));
    }

    static boolean isEnd(FrameType type) {
        return type == FrameType.FINISH || type == FrameType.ERROR || type == FrameType.STOPPED;
    }

    private Subscription subscription(StreamView view) {
        return new Subscription(
                hub,
                reader -> new PresentationProtocol.Subscribe(
                        view.threadId(), view.after(), view.isExtended(), view.deviceId(), reader));
    }

    private Source<StreamFrame, NotUsed> frames(Subscription subscription) {
        return Source.fromGraph(new FrameSource(subscription, settings));
    }
}
