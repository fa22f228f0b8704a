package dev.daemion.gateway.stream;

import dev.daemion.gateway.auth.Caller;
import dev.daemion.gateway.http.AnswerStream;
import dev.daemion.gateway.http.Asks;
import dev.daemion.gateway.http.Endpoint;
import dev.daemion.gateway.http.Exchange;
import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Live streams.
 *
 * <pre>
 * GET /stream             WebSocket; threadId, after, extended             101 400 401 404
 * GET /events             the same frames as server-sent events            200 400 401 404
 * GET /turns/{id}/replay  a stored turn again, as server-sent events; speed, extended 200 400 401 404
 * </pre>
 *
 * A reader that gives {@code after} (or {@code Last-Event-ID}, which goes first) gets what it missed; 0 means
 * everything since the beginning. With more than {@link PresentationProtocol#MISSED_MAX} frames missing, or a place
 * this journal has not reached, {@code connected} says {@code "reset":true} and the reader loads its state anew.
 */
public final class StreamRoutes {
    private static final int ID_LENGTH_MAX = 64;

    private final Asks asks;
    private final Streams streams;
    private final StreamSettings settings;
    private final TurnReplay replay;

    /** @param presentation read while a request is handled, so give it when all substrates are spawned */
    public StreamRoutes(
            ActorSystem<?> system,
            ActorRef<PresentationProtocol.Message> presentation,
            Asks asks,
            StreamSettings settings) {
        this.asks = asks;
        this.streams = new Streams(presentation, settings);
        this.settings = settings;
        this.replay = new TurnReplay(system);
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.stream("/stream", this::openSocket),
                Endpoint.stream("/events", this::openEvents),
                Endpoint.get("/turns/{id}/replay", this::replayTurn));
    }

    /** The streaming form of {@code POST /chat}. */
    public AnswerStream answers() {
        return new ChatStream(asks, streams, settings);
    }

    /**
     * Ends every live stream, WebSockets with 1001, and refuses new ones. Do this before the port is closed: a stream
     * never ends by itself, so the port would wait for it.
     */
    public CompletionStage<Done> closeAll() {
        return asks.presentation(PresentationProtocol.CloseStreams::new);
    }

    private CompletionStage<HttpResponse> openSocket(Exchange exchange) {
        if (!WebSocketWire.isUpgrade(exchange.request())) {
            throw new Problem(
                    ProblemCode.MALFORMED,
                    "GET /stream opens a WebSocket: send the headers of an upgrade, or use GET /events.");
        }
        return view(exchange).thenApply(view -> streams.socket(exchange.request(), view));
    }

    private CompletionStage<HttpResponse> openEvents(Exchange exchange) {
        if (!exchange.takes(ChatStream.MEDIA_TYPE)) {
            throw new Problem(ProblemCode.NOT_ACCEPTABLE, "GET /events answers with text/event-stream.");
        }
        return view(exchange).thenApply(streams::events);
    }

    private CompletionStage<HttpResponse> replayTurn(Exchange exchange) {
        var query = exchange.query();
        var speed = query.parsed(
                "speed",
                TurnReplay::parseSpeed,
                "0 (at once, the default) or a number from " + TurnReplay.SPEED_MIN + " to 1000 (1 is as it came)");
        boolean isExtended = Boolean.TRUE.equals(query.flag("extended"));
        query.done();
        var id = exchange.id(TurnId::parse, ProblemCode.TURN_NOT_FOUND);
        return asks.read(new StorageQuery.TurnFrames(id)).thenApply(frames -> {
            var shown = frames.stream()
                    .filter(timed -> isExtended || !timed.frame().type().isExtended())
                    .toList();
            return EventStream.of(replay.frames(shown, speed == null ? 0 : speed), settings);
        });
    }

    /** Refused: VALIDATION_FAILED, THREAD_NOT_FOUND. */
    private CompletionStage<StreamView> view(Exchange exchange) {
        var query = exchange.query();
        var thread = query.text("thread_id", 1, ID_LENGTH_MAX);
        var after = query.parsed("after", StreamPlace::parse, "a seq: a whole number from 0");
        var isExtended = query.flag("extended");
        var last = exchange.header("last-event-id").filter(id -> !id.isEmpty());
        var resume = last.flatMap(StreamPlace::parse);
        if (last.isPresent() && resume.isEmpty()) {
            query.wrong("Last-Event-ID", "expected the id of an event of this stream");
        }
        query.done();
        var view = new StreamView(
                thread == null ? null : threadId(thread),
                resume.orElse(after),
                Boolean.TRUE.equals(isExtended),
                device(exchange.caller()));
        return view.threadId() == null
                ? CompletableFuture.completedStage(view)
                : asks.read(new StorageQuery.OneThread(view.threadId())).thenApply(found -> view);
    }

    static @Nullable DeviceId device(Caller caller) {
        return caller instanceof Caller.PairedDevice device ? device.id() : null;
    }

    private static ThreadId threadId(String text) {
        return ThreadId.parse(text)
                .orElseThrow(() -> new Problem(
                        ProblemCode.THREAD_NOT_FOUND, "There is no thread with this id: GET /threads lists them."));
    }

    /** A {@code seq} as text. */
    private static final class StreamPlace {
        private static final int DIGITS_MAX = 16;

        private static Optional<Long> parse(String text) {
            boolean isNumber = text.length() <= DIGITS_MAX && text.chars().allMatch(c -> c >= '0' && c <= '9');
            return isNumber && !text.isEmpty() ? Optional.of(Long.valueOf(text)) : Optional.empty();
        }
    }
}
