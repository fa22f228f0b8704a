package dev.daemion.substrate.execution;

import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.substrate.execution.model.ModelClient;
import dev.daemion.substrate.execution.model.ModelEvent;
import dev.daemion.substrate.execution.model.ModelRequest;
import dev.daemion.substrate.metrics.Tallies;
import dev.daemion.substrate.metrics.Tallies.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/** One call of a model under way: its events go to the run as messages, and it can be cut off. */
final class ModelCall {
    private final UniqueKillSwitch killSwitch;
    private final AtomicBoolean isCancelled;

    private ModelCall(UniqueKillSwitch killSwitch, AtomicBoolean isCancelled) {
        this.killSwitch = killSwitch;
        this.isCancelled = isCancelled;
    }

    /**
     * @param longest after which the call is ended; empty for as long as the provider's own deadlines let it
     * @param provider for the measurements
     * @param event told every event, in order
     * @param failure told at most once; also when the stream ends without {@code Completed}
     */
    static ModelCall start(
            ActorSystem<?> system,
            Optional<Duration> longest,
            String provider,
            ModelClient client,
            ModelRequest request,
            Consumer<ModelEvent> event,
            Consumer<Throwable> failure) {
        var measured = Tallies.modelCall();
        var isCancelled = new AtomicBoolean();
        var events = client.stream(request);
        var running = longest.map(limit -> ended(events, limit))
                .orElse(events)
                .viaMat(KillSwitches.single(), Keep.right())
                .toMat(Sink.foreach(event::accept), Keep.both())
                .run(system);
        running.second().whenComplete((_, cause) -> {
            var ended = cause == null ? Outcome.COMPLETED : Outcome.FAILED;
            Tallies.modelCallEnded(measured, provider, isCancelled.get() ? Outcome.CANCELLED : ended);
            if (cause != null) {
                failure.accept(cause);
            }
        });
        return new ModelCall(running.first(), isCancelled);
    }

    private static Source<ModelEvent, NotUsed> ended(Source<ModelEvent, NotUsed> events, Duration limit) {
        return events.completionTimeout(limit)
                .mapError(
                        TimeoutException.class,
                        late -> new Problem(
                                ProblemCode.MODEL_STALLED,
                                "the model took longer than " + limit.toSeconds()
                                        + " s, the longest that the timeout control admits: try again, or change the"
                                        + " control"));
    }

    /** Ends the call; the client closes its socket. */
    void cancel() {
        isCancelled.set(true);
        killSwitch.shutdown();
    }
}
