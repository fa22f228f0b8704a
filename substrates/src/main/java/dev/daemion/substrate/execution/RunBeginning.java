package dev.daemion.substrate.execution;

import dev.daemion.kernel.run.RunKind;
import java.time.Duration;
import java.time.Instant;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/**
 * A run that was told to start and of which nothing is journalled yet. Should the process die here, whoever asked for
 * it finds it missing and asks again.
 */
record RunBeginning(RunEvent.Started started, ActorRef<StatusReply<Done>> replyTo) {
    /** A place or a prompt that takes longer is not waited for with the start. */
    static final Duration LATE_AFTER = Duration.ofMillis(50);

    static RunBeginning of(RunCommand.Start start, Instant at) {
        var request = start.request();
        var started = new RunEvent.Started(
                request.kind(),
                request.trigger(),
                request.threadId(),
                request.turnId(),
                request.answerId(),
                request.agentId(),
                request.mode(),
                start.limits(),
                request.assignment(),
                at);
        return new RunBeginning(started, start.replyTo());
    }

    /** A job's run may wait long for its place, and others to be started behind it: its start is journalled at once. */
    boolean isAlone() {
        return started.kind() != RunKind.CHAT;
    }

    /** What the run will be once its start is journalled. */
    RunState.Open open() {
        return (RunState.Open) new RunState.Absent().apply(started);
    }
}
