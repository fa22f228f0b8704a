package dev.daemion.substrate.storage.sqlite;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.journal.JournalEntry;
import dev.daemion.kernel.journal.JournalSerializer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Reads the journal's rows, and appends to entities that have no actor. */
public final class JournalRows {
    private static final String COLUMNS =
            "SELECT ordering, persistence_id, sequence_number, event_ser_id, event_ser_manifest, event_payload"
                    + " FROM event_journal ";

    private final JournalSerializer serializer;

    public JournalRows(JournalSerializer serializer) {
        this.serializer = serializer;
    }

    /** At most {@code limit} rows after a place, in order. */
    public List<JournalRow> after(Sql sql, long ordering, int limit) throws SQLException {
        return sql.list(COLUMNS + "WHERE ordering > ? ORDER BY ordering LIMIT ?", this::read, ordering, limit);
    }

    /** Rows that fulfil an SQL condition, which also says the order. */
    public List<JournalRow> matching(Sql sql, String condition, Object... values) throws SQLException {
        return sql.list(COLUMNS + "WHERE " + condition, this::read, values);
    }

    /** All of a run that stands before a place. */
    public List<JournalRow> ofRun(Sql sql, RunId run, long before) throws SQLException {
        return sql.list(
                COLUMNS + "WHERE persistence_id = ? AND ordering < ? ORDER BY sequence_number",
                this::read,
                JournalRow.ofRun(run),
                before);
    }

    /** Appends the entity's next event; for entities that no actor writes. */
    public void append(Sql sql, String persistenceId, JournalEntry entry, Instant at) throws SQLException {
        sql.update(
                "INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,"
                        + " event_payload, event_ser_id, event_ser_manifest)"
                        + " SELECT ?, coalesce(max(sequence_number), 0) + 1, 'storage', ?, '', ?, ?, ?"
                        + " FROM event_journal WHERE persistence_id = ?",
                persistenceId,
                at.toEpochMilli(),
                serializer.toBinary(entry),
                JournalSerializer.IDENTIFIER,
                serializer.manifest(entry),
                persistenceId);
    }

    /** The newest row's place; 0 in an empty journal. */
    public static long last(Sql sql) throws SQLException {
        return sql.number("SELECT coalesce(max(ordering), 0) FROM event_journal");
    }

    private JournalRow read(Row row) throws SQLException {
        if (row.number("event_ser_id") != JournalSerializer.IDENTIFIER) {
            throw new IllegalStateException("journal row " + row.number("ordering") + " was written by serializer "
                    + row.number("event_ser_id") + ", which is not the journal's own");
        }
        return new JournalRow(
                row.number("ordering"),
                row.text("persistence_id"),
                row.number("sequence_number"),
                serializer.read(row.text("event_ser_manifest"), row.bytes("event_payload")));
    }
}
