package dev.daemion.substrate.storage;

import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.stream.FrameSeq;
import dev.daemion.kernel.stream.StreamFrame;
import dev.daemion.substrate.execution.RunEvent;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.JournalRows;
import dev.daemion.substrate.storage.sqlite.Sql;
import dev.daemion.substrate.storage.table.ReadTables;
import dev.daemion.substrate.storage.table.RunTable;
import dev.daemion.substrate.storage.table.TurnTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Frames that were made before: read off the journal again, so that they need no storage of their own. */
final class FrameQueries {
    private static final String GLOBAL = "event_ser_manifest IN ("
            + String.join(", ", Collections.nCopies(FrameMapper.GLOBAL_NAMES.size(), "?"))
            + ")";
    private static final String OF_THREAD =
            "persistence_id = ? OR persistence_id IN (SELECT 'run|' || run_id FROM runs WHERE thread_id = ?)";
    private static final int ROWS_PER_LOOK = 256;

    private final JournalRows journal;
    private final FrameMapper mapper = new FrameMapper();

    FrameQueries(JournalRows journal) {
        this.journal = journal;
    }

    /**
     * Oldest first, at most {@code limit}; only of rows that stand in the read tables, the rest is yet to be said live.
     */
    List<StreamFrame> after(Sql sql, StorageQuery.FramesAfter query) throws SQLException {
        var frames = new ArrayList<StreamFrame>();
        long until = ReadTables.offset(sql);
        // The row itself too: the reader may have seen only the first of its frames.
        long next = FrameSeq.rowOf(query.seq());
        while (frames.size() < query.limit()) {
            var rows = rows(sql, next, until, query.threadId());
            for (var row : rows) {
                addVisible(frames, mapper.frames(sql, row), query);
            }
            if (rows.size() < ROWS_PER_LOOK) {
                return frames;
            }
            next = rows.getLast().ordering() + 1;
        }
        return frames;
    }

    /** Refused: TURN_NOT_FOUND. */
    List<StorageQuery.TimedFrame> ofTurn(Sql sql, TurnId id) throws SQLException {
        var run = RunTable.ofTurn(sql, id);
        if (run.isEmpty()) {
            // A turn without a run has no journal of its own but exists; one that is not there is refused.
            TurnTable.one(sql, id);
            return List.of();
        }
        var frames = new ArrayList<StorageQuery.TimedFrame>();
        for (var row : journal.ofRun(sql, run.get().view().id(), ReadTables.offset(sql) + 1)) {
            if (row.entry() instanceof RunEvent event) {
                for (var frame : ReplyFrames.of(run.get(), row.ordering(), event)) {
                    frames.add(new StorageQuery.TimedFrame(event.at(), frame));
                }
                for (var frame : mapper.frames(sql, row)) {
                    frames.add(new StorageQuery.TimedFrame(event.at(), frame));
                }
            }
        }
        return frames;
    }

    private List<JournalRow> rows(Sql sql, long from, long until, @Nullable ThreadId thread) throws SQLException {
        var values = new ArrayList<Object>(List.of(from, until));
        if (thread != null) {
            values.add("thread|" + thread);
            values.add(thread);
        }
        values.addAll(FrameMapper.GLOBAL_NAMES);
        return journal.matching(
                sql,
                "ordering >= ? AND ordering <= ? AND (" + (thread == null ? "" : OF_THREAD + " OR ") + GLOBAL
                        + ") ORDER BY ordering LIMIT " + ROWS_PER_LOOK,
                values.toArray());
    }

    private static void addVisible(List<StreamFrame> frames, List<StreamFrame> ofRow, StorageQuery.FramesAfter query) {
        for (var frame : ofRow) {
            boolean isVisible = frame.threadId() == null || frame.threadId().equals(query.threadId());
            if (isVisible && frame.seq() > query.seq() && frames.size() < query.limit()) {
                frames.add(frame);
            }
        }
    }
}
