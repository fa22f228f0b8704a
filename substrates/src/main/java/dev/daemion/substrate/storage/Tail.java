package dev.daemion.substrate.storage;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.protocol.PresentationProtocol.DeliveredRow;
import dev.daemion.kernel.protocol.TriggerProtocol.Event;
import dev.daemion.substrate.context.ThreadEvent;
import dev.daemion.substrate.storage.sqlite.JournalDatabase;
import dev.daemion.substrate.storage.sqlite.JournalDatabase.Durability;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.JournalRows;
import dev.daemion.substrate.storage.sqlite.Sql;
import dev.daemion.substrate.storage.table.EventTable;
import dev.daemion.substrate.storage.table.ReadTables;
import dev.daemion.substrate.storage.table.ThreadTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows the journal: applies its rows to the read tables, in order, each exactly once, because the offset moves in
 * the same transaction. The same code serves live, after a crash and when everything is derived anew. Blocks; one at a
 * time.
 */
final class Tail {
    /** Rows per transaction: enough to be fast, few enough not to keep the journal waiting. */
    static final int ROWS_PER_PASS = 100;

    private final JournalDatabase database;
    private final JournalRows journal;
    private final ReadTables tables;
    private final FrameMapper frames = new FrameMapper();

    Tail(JournalDatabase database, JournalRows journal) {
        this.database = database;
        this.journal = journal;
        this.tables = new ReadTables(journal);
    }

    /**
     * What one pass has done.
     *
     * @param last the newest row of the journal when the pass began
     * @param offset the row up to which the read tables are now
     * @param rows what was applied, with the frames of each row
     * @param events what it means to jobs
     * @param isThreadTouched true when a list of threads may show something else now
     */
    record Pass(long last, long offset, List<DeliveredRow> rows, List<Event> events, boolean isThreadTouched) {
        boolean isAtEnd() {
            return offset >= last;
        }
    }

    /** One transaction's worth of rows. */
    Pass advance() {
        return advance(true);
    }

    /** Derives every read table anew from the journal; the row they are at then. The tail must not run beside it. */
    long rebuild() {
        database.write(Durability.ORDERED, sql -> {
            tables.clear(sql);
            return true;
        });
        Pass pass;
        do {
            pass = advance(false);
        } while (!pass.isAtEnd());
        return pass.offset();
    }

    private Pass advance(boolean withFrames) {
        var found = database.read(this::next);
        if (found.rows().isEmpty()) {
            return new Pass(found.last(), Math.max(found.offset(), found.last()), List.of(), List.of(), false);
        }
        var delivered = database.write(Durability.ORDERED, sql -> {
            tables.apply(sql, found.offset(), found.rows());
            return withFrames ? deliver(sql, found.rows()) : new Told(List.of(), List.of());
        });
        return new Pass(
                found.last(),
                found.rows().getLast().ordering(),
                delivered.rows(),
                delivered.events(),
                found.rows().stream().anyMatch(ThreadTable::isTouchedBy));
    }

    private record Found(long last, long offset, List<JournalRow> rows) {}

    private Found next(Sql sql) throws SQLException {
        long offset = ReadTables.offset(sql);
        return new Found(JournalRows.last(sql), offset, journal.after(sql, offset, ROWS_PER_PASS));
    }

    /** Whoever follows a run that never began hears of its end from its thread. */
    private static @Nullable RunId runOf(JournalRow row) {
        return row.entry() instanceof ThreadEvent.TurnWithdrawn withdrawn ? withdrawn.runId() : row.runId();
    }

    private record Told(List<DeliveredRow> rows, List<Event> events) {}

    private Told deliver(Sql sql, List<JournalRow> rows) throws SQLException {
        var delivered = new ArrayList<DeliveredRow>();
        var events = new ArrayList<Event>();
        for (var row : rows) {
            delivered.add(new DeliveredRow(row.ordering(), runOf(row), row.sequenceNr(), frames.frames(sql, row)));
            events.addAll(EventMapper.events(sql, journal, row));
        }
        EventTable.put(sql, events);
        return new Told(delivered, events);
    }
}
