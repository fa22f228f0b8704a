package dev.daemion.gateway.stream;

import dev.daemion.gateway.http.AnswerStream;
import dev.daemion.gateway.http.Asks;
import dev.daemion.gateway.http.Exchange;
import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.StorageQuery.TimedFrame;
import dev.daemion.kernel.stream.StreamFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /chat} as server-sent events: the stored turn as a {@code message}, then what its run shows, until
 * {@code finish}, {@code error} or {@code stopped}. A client that leaves stops nothing: the answer is stored.
 *
 * <p>It posts first and follows the run then; the hub gives it whole even when it was faster. When the request repeats
 * an earlier one (same Idempotency-Key) whose run ended long ago, the stored frames are sent.
 */
final class ChatStream implements AnswerStream {
    static final String MEDIA_TYPE = "text/event-stream";

    private final Asks asks;
    private final Streams streams;
    private final StreamSettings settings;

    ChatStream(Asks asks, Streams streams, StreamSettings settings) {
        this.asks = asks;
        this.streams = streams;
        this.settings = settings;
    }

    @Override
    public CompletionStage<HttpResponse> answer(Exchange exchange, ContextProtocol.TurnPost post) {
        var query = exchange.query();
        boolean isExtended = Boolean.TRUE.equals(query.flag("extended"));
        query.done();
        var device = StreamRoutes.device(exchange.caller());
        return asks.<TurnView>context(replyTo -> new ContextProtocol.PostTurn(post, replyTo))
                .thenCompose(turn -> answer(turn, post.idempotencyKey() != null, isExtended, device));
    }

    private CompletionStage<HttpResponse> answer(
            TurnView turn, boolean mayBeRepeat, boolean isExtended, @Nullable DeviceId device) {
        var run = turn.runId();
        if (run == null) {
            return CompletableFuture.completedStage(stored(turn, List.of()));
        }
        if (!mayBeRepeat) {
            return CompletableFuture.completedStage(streams.run(turn, run, isExtended, device));
        }
        return hasEnded(run)
                .thenCompose(isEnded -> isEnded
                        ? storedFrames(turn, run).thenApply(frames -> stored(turn, frames))
                        : CompletableFuture.completedStage(streams.run(turn, run, isExtended, device)));
    }

    /** A run that is not to be found has not begun: it waits in its thread. */
    private CompletionStage<Boolean> hasEnded(RunId run) {
        return asks.read(new StorageQuery.OneRun(run))
                .handle((view, failure) -> view != null && view.status().isEnd());
    }

    private CompletionStage<List<TimedFrame>> storedFrames(TurnView question, RunId run) {
        return asks.read(new StorageQuery.Turns(question.threadId(), null, StorageQuery.LIMIT_MAX))
                .thenCompose(page -> page.items().stream()
                        .filter(turn -> turn.role() == Role.ASSISTANT && run.equals(turn.runId()))
                        .findFirst()
                        .map(answer -> asks.read(new StorageQuery.TurnFrames(answer.id())))
                        .orElseGet(() -> CompletableFuture.completedStage(List.of())));
    }

    private HttpResponse stored(TurnView turn, List<TimedFrame> frames) {
        var all = new ArrayList<StreamFrame>();
        var message = Streams.message(turn);
        long seq = frames.isEmpty() ? 0 : frames.getFirst().frame().seq() - 1;
        all.add(new StreamFrame(seq, turn.threadId(), message.type(), message.json(seq)));
        frames.stream()
                .map(TimedFrame::frame)
                .filter(frame -> !frame.type().isExtended())
                .forEach(all::add);
        return EventStream.of(Source.from(all), settings);
    }
}
