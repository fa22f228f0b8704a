package dev.daemion.substrate.storage.sqlite;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.journal.JournalEntry;
import org.jspecify.annotations.Nullable;

/**
 * One event as it stands in the journal.
 *
 * @param ordering its place in the whole journal, from 1, with gaps
 * @param persistenceId the entity, {@code type|id} or a plain name
 * @param sequenceNr its number within the entity, from 1
 */
public record JournalRow(long ordering, String persistenceId, long sequenceNr, JournalEntry entry) {
    /** Stands between the type and the id of an entity. */
    public static final char SEPARATOR = '|';

    private static final String RUN = "run" + SEPARATOR;

    /** The id part of the persistence id; the whole of it for a plain name. */
    public String entityId() {
        return persistenceId.substring(persistenceId.indexOf(SEPARATOR) + 1);
    }

    /** The run it belongs to; null for every other entity. */
    public @Nullable RunId runId() {
        return persistenceId.startsWith(RUN) ? new RunId(entityId()) : null;
    }

    /** The persistence id of a run. */
    public static String ofRun(RunId id) {
        return RUN + id.value();
    }
}
