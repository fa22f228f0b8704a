package dev.daemion.kernel.journal;

/**
 * Marks what may stand in the journal: an event of an entity, or the snapshot of its state. Each record carries a
 * {@link JournalName}; its payload is plain JSON by {@link dev.daemion.kernel.wire.Json#stored()}. Entries never go
 * over the wire and are never a reply.
 */
public interface JournalEntry {}
