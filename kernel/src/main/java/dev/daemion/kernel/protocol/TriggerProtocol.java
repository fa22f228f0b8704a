package dev.daemion.kernel.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.job.JobStartView;
import dev.daemion.kernel.job.JobView;
import dev.daemion.kernel.job.ScheduleView;
import dev.daemion.kernel.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What other actors may say to the trigger substrate: when things happen, and which jobs there are. Runs of jobs are
 * read from storage. Behaviour: {@code TriggerSubstrate}.
 */
public interface TriggerProtocol {
    /** How far ahead firings are simulated, in days. */
    int SCHEDULE_DAYS_MAX = 366;

    /** Supertype of all it receives; its private messages extend this, not Command. */
    interface Message {}

    sealed interface Command extends Message {}

    /** Runs one of the kernel's chores now, out of turn. Refused: NOT_FOUND with the names there are. */
    record RunChore(String name, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    /**
     * Jobs, newest first, disabled and waiting ones too.
     *
     * @param text part of a name or description; null for all
     * @param cursor from an earlier page
     */
    record Jobs(@Nullable String text, @Nullable String cursor, int limit, ActorRef<StatusReply<Page<JobView>>> replyTo)
            implements Command {}

    /** Refused: NOT_FOUND with the nearest names. */
    record OneJob(String name, ActorRef<StatusReply<JobView>> replyTo) implements Command {}

    /**
     * Starts a job by hand, answered once the firing is in the journal. Refused: NOT_FOUND with the nearest names,
     * CONFLICT when it is disabled or waits for approval.
     *
     * @param dry resolves everything and starts nothing; a disabled job and one that waits may be tried so
     * @param version which version to try dry, such as one that waits; null for the one in force
     * @param input what its templates read as {@code event} and {@code input}, an object
     * @param key the same one again starts nothing new; null for a new start
     */
    record RunJob(
            String name,
            boolean dry,
            @Nullable Integer version,
            JsonNode input,
            @Nullable String key,
            ActorRef<StatusReply<JobStartView>> replyTo)
            implements Command {}

    /**
     * What will fire from now on, by the same code that fires.
     *
     * @param days 1 to {@value #SCHEDULE_DAYS_MAX}
     */
    record Upcoming(int days, ActorRef<StatusReply<ScheduleView>> replyTo) implements Command {}

    /**
     * A delivery to a job's webhook. Answered once the firing is in the journal; a delivery that was seen before is
     * answered alike and fires nothing. Refused: UNAUTHORIZED for a wrong signature and for a hook that does not exist
     * alike, TOO_MANY.
     *
     * @param name of the job
     * @param headers those that may matter, by lower-case name
     * @param body as it came, at most 1 MiB
     */
    record Hook(String name, Map<String, String> headers, ByteString body, ActorRef<StatusReply<Done>> replyTo)
            implements Command {
        public Hook {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * Something has happened, for the jobs that wait for it; told by the tail, in its order. Answered with
     * {@link StorageProtocol.EventsTaken}; what is not is told again after a restart.
     */
    record Happened(List<Event> events) implements Command {
        public Happened {
            events = List.copyOf(events);
        }
    }

    /**
     * @param ordering the journal row it was read from
     * @param name {@code run.failed}, {@code extension.changed}, …
     * @param job whose run it is about; null for none. It never fires that job.
     * @param body an object, what filters and templates read as {@code event}
     */
    record Event(long ordering, String name, @Nullable String job, JsonNode body, Instant at) {}

    /** A person has said something, for the jobs that listen. */
    record Said(ThreadId threadId, TurnId turnId, String content) implements Command {}

    /** How long an answer waits at most for the jobs that run before it. */
    Duration BEFORE_MAX = Duration.ofSeconds(60);

    /**
     * What jobs that run before an answer have to say to it, by name; answered when they have ended or
     * {@link #BEFORE_MAX} is over. Idempotent: the same turn fires each of them once.
     */
    record Before(Said said, ActorRef<StatusReply<List<Heard>>> replyTo) implements Command {}

    /** @param output what the run gave, or why there is nothing */
    record Heard(String job, String output) {}

    /** A run of a job has ended: its output is delivered and what follows it is fired. Idempotent. */
    record RunEnded(ExtensionId job, RunId runId, RunStatus status, ActorRef<StatusReply<Done>> replyTo)
            implements Command {}

    /** Sent once at start, when the tail has caught up: takes up the runs of jobs, then arms every job. */
    record Recover(ActorRef<StatusReply<Done>> replyTo) implements Command {}

    record Health(ActorRef<SubstrateHealth> replyTo) implements Command {}
}
