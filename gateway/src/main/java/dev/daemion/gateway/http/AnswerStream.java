package dev.daemion.gateway.http;

import dev.daemion.kernel.protocol.ContextProtocol;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * {@code POST /chat} with {@code Accept: text/event-stream}: posts the turn and answers with its run's events until it
 * ends. A refusal before the first event fails the stage, so that it has its status.
 */
@FunctionalInterface
public interface AnswerStream {
    CompletionStage<HttpResponse> answer(Exchange exchange, ContextProtocol.TurnPost post);
}
