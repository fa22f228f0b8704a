package dev.daemion.substrate.execution;

import dev.daemion.substrate.execution.model.ModelClient;
import dev.daemion.substrate.execution.model.ModelEvent;
import dev.daemion.substrate.execution.model.ModelRequest;
import dev.daemion.substrate.metrics.Tallies;
import dev.daemion.substrate.metrics.Tallies.Outcome;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;

/** One call of a model under way: its events go to the run as messages, and it can be cut off. */
final class ModelCall {
    private final UniqueKillSwitch killSwitch;
    private final AtomicBoolean isCancelled;

    private ModelCall(UniqueKillSwitch killSwitch, AtomicBoolean isCancelled) {
        this.killSwitch = killSwitch;
        this.isCancelled = isCancelled;
    }

    /**
     * @param provider for the measurements
     * @param event told every event, in order
     * @param failure told at most once; also when the stream ends without {@code Completed}
     */
    static ModelCall start(
            ActorSystem<?> system,
            String provider,
            ModelClient client,
            ModelRequest request,
            Consumer<ModelEvent> event,
            Consumer<Throwable> failure) {
        var measured = Tallies.modelCall();
        var isCancelled = new AtomicBoolean();
        var running = client.stream(request)
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

    /** Ends the call; the client closes its socket. */
    void cancel() {
        isCancelled.set(true);
        killSwitch.shutdown();
    }
}
