package dev.daemion.gateway.stream;

import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.stream.FrameBody;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.kernel.stream.StreamFrame;
import dev.daemion.kernel.stream.StreamSignal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** A server with the streams and nothing else, in front of a hub the test plays itself. */
final class StreamFixture implements AutoCloseable {
    static final ThreadId THREAD = new ThreadId("thread_" + "0".repeat(26));
    static final StreamSettings QUICK = new StreamSettings(
            Duration.ofMinutes(5),
            Duration.ofMillis(50),
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            1_000,
            8L << 20);

    final ActorTestKit kit = ActorTestKit.create("streams");
    final TestProbe<PresentationProtocol.Message> hub = kit.createTestProbe(PresentationProtocol.Message.class);
    private final ServerBinding binding;

    StreamFixture(StreamSettings settings) throws Exception {
        var streams = new Streams(hub.getRef(), settings);
        var view = new StreamView(THREAD, null, false, null);
        binding = Http.get(kit.system())
                .newServerAt("127.0.0.1", 0)
                .bindSync(request -> {
                    if (WebSocketWire.isUpgrade(request)) {
                        return streams.socket(request, view);
                    }
                    return request.getUri().path().equals("/events")
                            ? streams.events(view)
                            : HttpResponse.create().withStatus(404);
                })
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    int port() {
        return binding.localAddress().getPort();
    }

    ActorRef<StreamSignal> nextReader() {
        return hub.expectMessageClass(PresentationProtocol.Subscribe.class).subscriber();
    }

    static StreamSignal.Frames frames(StreamFrame... frames) {
        return new StreamSignal.Frames(List.of(frames));
    }

    static StreamFrame delta(long seq, String text) {
        var body = new FrameBody(FrameType.TEXT_DELTA, "\"delta\":\"" + text + "\"");
        return new StreamFrame(seq, THREAD, body.type(), body.json(seq));
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
    }
}
