package dev.daemion.substrate.execution;

import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * How long a run may work. It goes from the moment the run has its place and stands still while a person is asked: then
 * it begins anew. Belongs to one run entity.
 */
final class RunClock {
    private final ActorContext<RunCommand> context;
    private @Nullable Cancellable ringing;

    RunClock(ActorContext<RunCommand> context) {
        this.context = context;
    }

    void start(RunEvent.Started started) {
        stop();
        started.durationMax()
                .ifPresent(max -> ringing = context.scheduleOnce(max, context.getSelf(), new RunCommand.TimeUp(max)));
    }

    void stop() {
        if (ringing != null) {
            ringing.cancel();
            ringing = null;
        }
    }
}
