package dev.daemion.substrate.execution;

import dev.daemion.substrate.execution.model.ModelClient;
import dev.daemion.substrate.execution.model.ModelEvent;
import dev.daemion.substrate.execution.model.ModelRequest;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;

/** One call of a model under way: its events go to the run as messages, and it can be cut off. */
final class ModelCall {
    private final UniqueKillSwitch killSwitch;

    private ModelCall(UniqueKillSwitch killSwitch) {
        this.killSwitch = killSwitch;
    }

    /**
     * @param event told every event, in order
     * @param failure told at most once; also when the stream ends without {@code Completed}
     */
    static ModelCall start(
            ActorSystem<?> system,
            ModelClient client,
            ModelRequest request,
            Consumer<ModelEvent> event,
            Consumer<Throwable> failure) {
        var running = client.stream(request)
                .viaMat(KillSwitches.single(), Keep.right())
                .toMat(Sink.foreach(event::accept), Keep.both())
                .run(system);
        running.second().whenComplete((_, cause) -> {
            if (cause != null) {
                failure.accept(cause);
            }
        });
        return new ModelCall(running.first());
    }

    /** Ends the call; the client closes its socket. */
    void cancel() {
        killSwitch.shutdown();
    }
}
