package dev.daemion.kernel.protocol;

import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.conversation.ThreadView;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.run.Prompt;
import dev.daemion.kernel.run.RunRequest;
import dev.daemion.kernel.run.RunStatus;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * What other actors may say to the context substrate: threads, their turns, and what an agent is told. Behaviour:
 * {@code ContextSubstrate}.
 */
public interface ContextProtocol {
    /** Supertype of all it receives; its private messages extend this, not Command. */
    interface Message {}

    sealed interface Command extends Message {}

    /**
     * Stores a user turn and has it answered: at once, or after the turns that wait before it. Answered with the stored
     * turn when every reader sees it. Refused: THREAD_NOT_FOUND, THREAD_ARCHIVED, AGENT_NOT_FOUND,
     * IDEMPOTENCY_MISMATCH, QUEUE_FULL, BUDGET_EXHAUSTED.
     */
    record PostTurn(TurnPost post, ActorRef<StatusReply<TurnView>> replyTo) implements Command {}

    /**
     * @param threadId null makes a new thread, titled by the content
     * @param content 1 to 1,000,000 characters unless there are attachments
     * @param agentId null means the thread's
     * @param model null means the thread's, then the limits'
     * @param mode null means the thread's
     * @param idempotencyKey 1 to 200 characters; the same key and request give the same turn again
     */
    record TurnPost(
            @Nullable ThreadId threadId,
            String content,
            List<Part.Attachment> attachments,
            @Nullable String agentId,
            @Nullable String model,
            @Nullable String mode,
            @Nullable String idempotencyKey) {
        public TurnPost {
            attachments = List.copyOf(attachments);
        }
    }

    /** Null members take the defaults. Refused: AGENT_NOT_FOUND, MODEL_NOT_FOUND, VALIDATION_FAILED. */
    record CreateThread(ThreadChange settings, ActorRef<StatusReply<ThreadView>> replyTo) implements Command {}

    /** Makes the thread of that id, with a title and an agent, unless it is there. */
    record OpenThread(ThreadId id, String title, String agentId, ActorRef<StatusReply<Done>> replyTo)
            implements Command {}

    /** Null members stay. Refused: THREAD_NOT_FOUND, AGENT_NOT_FOUND, MODEL_NOT_FOUND, VALIDATION_FAILED. */
    record ChangeThread(ThreadId id, ThreadChange change, ActorRef<StatusReply<ThreadView>> replyTo)
            implements Command {}

    /** An empty {@code model} or {@code projectId} clears the choice. */
    record ThreadChange(
            @Nullable String title,
            @Nullable String agentId,
            @Nullable String model,
            @Nullable String mode,
            @Nullable String projectId,
            @Nullable Boolean archived) {}

    /** Stops what runs in it and removes its content for good. Refused: THREAD_NOT_FOUND. */
    record DeleteThread(ThreadId id, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    /**
     * A new thread with the turns up to and including {@code upTo} (all of them when null). Refused: THREAD_NOT_FOUND,
     * TURN_NOT_FOUND.
     */
    record ForkThread(ThreadId id, @Nullable TurnId upTo, ActorRef<StatusReply<ThreadView>> replyTo)
            implements Command {}

    /** A turn nobody asked for: a card, a notice. Answered when stored. Refused: THREAD_NOT_FOUND. */
    record NoteTurn(ThreadId threadId, Role role, List<Part> parts, ActorRef<StatusReply<TurnId>> replyTo)
            implements Command {
        public NoteTurn {
            parts = List.copyOf(parts);
        }
    }

    /** A run has ended; its answer becomes a turn and the next message of the thread its turn. Idempotent. */
    record RunEnded(ThreadId threadId, RunId runId, RunStatus status, ActorRef<StatusReply<Done>> replyTo)
            implements Command {}

    /**
     * Takes back a message that waits in its thread. Answered with true once that is journalled; with false when it
     * does not wait: a run that has begun meanwhile has been told to start by then. Refused: THREAD_NOT_FOUND.
     */
    record WithdrawTurn(ThreadId threadId, RunId runId, ActorRef<StatusReply<Boolean>> replyTo) implements Command {}

    /**
     * What the agent is told for a run: its instructions, its mode, and the turns before the question. Refused:
     * THREAD_NOT_FOUND, AGENT_NOT_FOUND.
     */
    record Assemble(RunRequest request, ActorRef<StatusReply<Prompt>> replyTo) implements Command {}

    /** Sent once at start, when the tail has caught up: takes up every thread with open work. */
    record Recover(ActorRef<StatusReply<Done>> replyTo) implements Command {}

    record Health(ActorRef<SubstrateHealth> replyTo) implements Command {}
}
