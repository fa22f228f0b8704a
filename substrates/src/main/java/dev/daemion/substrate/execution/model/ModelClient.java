package dev.daemion.substrate.execution.model;

import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The port to a model. Implementations: the built-in agent, Anthropic, OpenAI-compatible chat completions; one contract
 * test holds for all of them.
 *
 * <p>The stream is cold: each materialization is one call. Cancelling it closes the socket within 100 ms, even before
 * the first token. Overload, rate limits and cut streams are retried with back-off inside, never with a doubled delta.
 * It fails only with a {@link dev.daemion.kernel.problem.Problem} whose detail a person can act on: MODEL_UNREACHABLE,
 * MODEL_UNAUTHORIZED, MODEL_REFUSED, MODEL_OVERLOADED, MODEL_STALLED, MODEL_GARBLED.
 */
@FunctionalInterface
public interface ModelClient {
    Source<ModelEvent, NotUsed> stream(ModelRequest request);
}
