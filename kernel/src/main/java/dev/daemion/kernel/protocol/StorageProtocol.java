package dev.daemion.kernel.protocol;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/**
 * What other actors may say to the storage substrate: the tail of the journal, the read tables, blobs and drafts.
 * Behaviour: {@code StorageSubstrate}.
 */
public interface StorageProtocol {
    /** Supertype of all it receives; its private messages extend this, not Command. */
    interface Message {}

    sealed interface Command extends Message {}

    /** An entity has persisted something: read on. Cheap, never answered; many become one pass. */
    record Nudge() implements Command {}

    /**
     * Answered once every event that was in the journal when this arrived stands in the read tables. Whoever
     * acknowledges a write to a person asks this first. Refused: STORAGE_UNAVAILABLE.
     */
    record CatchUp(ActorRef<StatusReply<Done>> replyTo) implements Command {}

    /** Answers a question from the read tables. Refused: the query's own problem, STORAGE_UNAVAILABLE. */
    record Read<T>(StorageQuery<T> query, ActorRef<StatusReply<T>> replyTo) implements Command {}

    /**
     * Keeps what an unfinished model answer says so far, outside the journal, so that a crash leaves the partial text.
     * Replaces the run's earlier draft; written in batches, at most 250 ms late. An empty text and thinking drop it.
     */
    record SaveDraft(RunId runId, String text, String thinking) implements Command {}

    /** Stores text under its SHA-256 (hex), once; answers the hash. Refused: STORAGE_UNAVAILABLE. */
    record PutBlob(String text, ActorRef<StatusReply<String>> replyTo) implements Command {}

    /**
     * Removes every byte of a thread's content: journal rows, snapshots, read tables, blobs nobody else names, search
     * index, and the log that held them.
     */
    record EraseThread(ThreadId threadId, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    /** The turns of a thread were fetched by a person: nothing in it is unread any more. */
    record MarkRead(ThreadId threadId) implements Command {}

    /** Every job has decided about the events of these journal rows, both included: they are not told again. */
    record EventsTaken(long from, long until, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    /** Periodic housekeeping: checkpoint the log, drop unreferenced blobs, stale drafts and old runs of jobs. */
    record Compact(ActorRef<StatusReply<Done>> replyTo) implements Command {}

    record Health(ActorRef<SubstrateHealth> replyTo) implements Command {}
}
