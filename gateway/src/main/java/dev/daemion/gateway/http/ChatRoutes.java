package dev.daemion.gateway.http;

import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ContextProtocol.PostTurn;
import dev.daemion.kernel.protocol.ContextProtocol.TurnPost;
import dev.daemion.kernel.protocol.ExecutionProtocol.StopThread;
import dev.daemion.kernel.protocol.StorageQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Saying something, and stopping the answer.
 *
 * <pre>
 * POST /chat       store a user turn and have it answered   201 400 404 406 409 413 415 429 503
 * POST /chat/stop  stop what answers in a thread            200 400 404
 * </pre>
 */
final class ChatRoutes {
    private static final String EVENT_STREAM = "text/event-stream";
    private static final int CONTENT_LENGTH_MAX = 1_000_000;
    private static final int NAME_LENGTH_MAX = 64;
    private static final int MODEL_LENGTH_MAX = 200;
    private static final int KEY_LENGTH_MAX = 200;
    private static final int ATTACHMENT_COUNT_MAX = 20;
    private static final int FILE_NAME_LENGTH_MAX = 255;

    private final Asks asks;
    private final AnswerStream stream;

    ChatRoutes(Asks asks, AnswerStream stream) {
        this.asks = asks;
        this.stream = stream;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.post("/chat", this::postTurn), Endpoint.post("/chat/stop", this::stopThread));
    }

    private CompletionStage<HttpResponse> postTurn(Exchange exchange) {
        var isStream = exchange.asksFor(EVENT_STREAM);
        if (!isStream && !exchange.takes("application/json")) {
            throw new Problem(
                    ProblemCode.NOT_ACCEPTABLE, "POST /chat answers with application/json or text/event-stream.");
        }
        var key = exchange.header("idempotency-key");
        if (key.filter(k -> k.isBlank() || k.length() > KEY_LENGTH_MAX).isPresent()) {
            throw new Problem(
                    ProblemCode.VALIDATION_FAILED, "Idempotency-Key takes 1 to " + KEY_LENGTH_MAX + " characters.");
        }
        return exchange.body().thenCompose(body -> {
            var post = turnPost(body, key.orElse(null));
            return isStream ? stream.answer(exchange, post) : post(post);
        });
    }

    private CompletionStage<HttpResponse> post(TurnPost post) {
        return asks.<TurnView>context(replyTo -> new PostTurn(post, replyTo))
                .thenApply(turn -> Answers.json(201, turn));
    }

    private static TurnPost turnPost(Fields body, @Nullable String key) {
        var threadId = body.text("thread_id", 1, NAME_LENGTH_MAX);
        var attachments = attachments(body);
        var content = attachments.isEmpty()
                ? body.requiredText("content", 1, CONTENT_LENGTH_MAX)
                : Objects.requireNonNullElse(body.text("content", 0, CONTENT_LENGTH_MAX), "");
        if (!content.isEmpty() && content.isBlank() && attachments.isEmpty()) {
            body.wrong("content", "is blank: say something");
        }
        var agentId = body.text("agent_id", 1, NAME_LENGTH_MAX);
        var model = body.text("model", 1, MODEL_LENGTH_MAX);
        var mode = body.text("mode", 1, NAME_LENGTH_MAX);
        body.done();
        var thread = threadId == null ? null : threadId(threadId);
        return new TurnPost(thread, content, attachments, agentId, model, mode, key);
    }

    private static List<Part.Attachment> attachments(Fields body) {
        var attachments = new ArrayList<Part.Attachment>();
        var objects = body.objects("attachments", ATTACHMENT_COUNT_MAX);
        for (int i = 0; i < objects.size(); i++) {
            var object = objects.get(i);
            attachments.add(new Part.Attachment(
                    object.requiredText("name", 1, FILE_NAME_LENGTH_MAX),
                    object.requiredText("mime_type", 1, FILE_NAME_LENGTH_MAX),
                    object.requiredText("content", 0, CONTENT_LENGTH_MAX)));
            body.include("attachments/" + i, object);
        }
        return attachments;
    }

    private CompletionStage<HttpResponse> stopThread(Exchange exchange) {
        return exchange.body().thenCompose(body -> {
            var text = body.requiredText("thread_id", 1, NAME_LENGTH_MAX);
            body.done();
            var id = threadId(text);
            // the stop goes out first: nothing may delay it, and in a thread that is not there it stops nothing
            var stopped = asks.<Done>execution(replyTo -> new StopThread(id, replyTo));
            return asks.read(new StorageQuery.OneThread(id))
                    .thenCombine(stopped, (thread, done) -> Answers.ok(new Stopped(id, true)));
        });
    }

    private record Stopped(ThreadId threadId, boolean stopped) {}

    private static ThreadId threadId(String text) {
        return ThreadId.parse(text)
                .orElseThrow(() -> new Problem(
                        ProblemCode.THREAD_NOT_FOUND, "There is no thread with the id " + Quoted.of(text) + "."));
    }
}
