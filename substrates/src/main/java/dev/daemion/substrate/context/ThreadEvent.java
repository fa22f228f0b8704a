package dev.daemion.substrate.context;

import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.conversation.ThreadSettings;
import dev.daemion.kernel.conversation.TurnStatus;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.journal.JournalEntry;
import dev.daemion.kernel.journal.JournalName;
import dev.daemion.kernel.run.Assignment;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one thread. Persistence id {@code thread|<ThreadId>}. The content of an answer is not here: it
 * stands in its run's events.
 */
public sealed interface ThreadEvent extends JournalEntry {
    Instant at();

    /** @param forkedFrom the thread whose turns are copied into this one by the events that follow, else null */
    @JournalName("thread-created")
    record Created(ThreadSettings settings, @Nullable ThreadId forkedFrom, Instant at) implements ThreadEvent {}

    @JournalName("thread-changed")
    record Changed(ThreadSettings settings, Instant at) implements ThreadEvent {}

    /** A turn of another thread now stands in this one too, whole, under an id of its own. */
    @JournalName("turn-copied")
    record TurnCopied(TurnView turn, Instant at) implements ThreadEvent {}

    /**
     * A person said something.
     *
     * @param answerId the assistant turn that will answer
     * @param idempotencyKey with {@code requestDigest}, or both null
     * @param assignment the command's content that is to run; null when an agent answers what was said
     */
    @JournalName("turn-posted")
    record TurnPosted(
            TurnId turnId,
            TurnId answerId,
            RunId runId,
            String content,
            List<Part.Attachment> attachments,
            String agentId,
            @Nullable String model,
            String mode,
            @Nullable String idempotencyKey,
            @Nullable String requestDigest,
            @Nullable Assignment assignment,
            Instant at)
            implements ThreadEvent {
        public TurnPosted {
            attachments = List.copyOf(attachments);
        }
    }

    /** The turn at the head of the queue is being answered from now on. */
    @JournalName("turn-begun")
    record TurnBegun(RunId runId, Instant at) implements ThreadEvent {}

    /** A message that waited was taken back: it is answered by nobody, and its run has ended before it began. */
    @JournalName("turn-withdrawn")
    record TurnWithdrawn(RunId runId, Instant at) implements ThreadEvent {}

    /**
     * The run has ended; its answer is part of the thread.
     *
     * @param status {@code complete} or {@code partial}
     */
    @JournalName("turn-answered")
    record TurnAnswered(RunId runId, TurnStatus status, Instant at) implements ThreadEvent {}

    /** A turn nobody asked for: a card or a notice. */
    @JournalName("turn-noted")
    record TurnNoted(TurnId turnId, Role role, List<Part> parts, Instant at) implements ThreadEvent {
        public TurnNoted {
            parts = List.copyOf(parts);
        }
    }
}
