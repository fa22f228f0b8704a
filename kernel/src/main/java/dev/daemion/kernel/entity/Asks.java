package dev.daemion.kernel.entity;

import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.pattern.StatusReply;

/**
 * Questions whose answers are put together off the actors: stages that hold immutable values and refs only, never an
 * actor's state.
 *
 * @param timeout how long one answer may take; the outer of two nested questions needs the longer one
 */
public record Asks(Scheduler scheduler, Duration timeout) {
    private static final int RETRY_AFTER_SECONDS = 2;

    public Asks withTimeout(Duration longer) {
        return new Asks(scheduler, longer);
    }

    /**
     * The answer, or the {@link Problem} it was refused with; no answer in time is STORAGE_UNAVAILABLE, for nothing
     * else makes a substrate wait.
     */
    public <M, T> CompletionStage<T> ask(RecipientRef<M> target, Function<ActorRef<StatusReply<T>>, M> message) {
        return AskPattern.askWithStatus(target, message, timeout, scheduler);
    }

    /** Gives the outcome of a stage to whoever asked. */
    public static <T> void answer(CompletionStage<T> stage, ActorRef<StatusReply<T>> replyTo) {
        stage.whenComplete((value, failure) ->
                replyTo.tell(failure == null ? StatusReply.success(value) : StatusReply.error(cause(failure))));
    }

    /** What really went wrong: without the wrapping of stages, and with a sentence for an answer that did not come. */
    public static Throwable cause(Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return cause(failure.getCause());
        }
        if (failure instanceof TimeoutException) {
            return new Problem(
                            ProblemCode.STORAGE_UNAVAILABLE,
                            "the journal did not answer in time: look at the free space and the log, then try again")
                    .retryAfter(RETRY_AFTER_SECONDS);
        }
        return failure;
    }
}
