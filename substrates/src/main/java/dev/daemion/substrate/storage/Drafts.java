package dev.daemion.substrate.storage;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.protocol.StorageQuery.DraftText;
import dev.daemion.substrate.storage.sqlite.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What unfinished answers say so far, outside the journal: one row per run, replaced as it grows. */
final class Drafts {
    private Drafts() {}

    /**
     * Stores the newest text of each run; an empty one is dropped, and so is that of a run that is not known: it came
     * late, and its thread was erased meanwhile.
     */
    static int save(Sql sql, Map<RunId, DraftText> drafts, Instant now) throws SQLException {
        int changed = 0;
        for (var entry : drafts.entrySet()) {
            var draft = entry.getValue();
            changed += isEmpty(draft)
                    ? sql.update("DELETE FROM drafts WHERE run_id = ?", entry.getKey())
                    : sql.update(
                            "INSERT INTO drafts (run_id, content, thinking, saved_us) SELECT run_id, ?, ?, ? FROM runs"
                                    + " WHERE run_id = ?"
                                    + " ON CONFLICT (run_id) DO UPDATE SET content = excluded.content,"
                                    + " thinking = excluded.thinking, saved_us = excluded.saved_us",
                            draft.text(),
                            draft.thinking(),
                            now,
                            entry.getKey());
        }
        return changed;
    }

    static Optional<DraftText> find(Sql sql, RunId id) throws SQLException {
        return sql.first(
                "SELECT content, thinking FROM drafts WHERE run_id = ?",
                row -> new DraftText(row.text("content"), row.text("thinking")),
                id);
    }

    /** Drops those of runs that have ended, and those that nobody touched since a moment. */
    static int dropStale(Sql sql, Instant before) throws SQLException {
        return sql.update(
                "DELETE FROM drafts WHERE saved_us < ? OR EXISTS (SELECT 1 FROM runs WHERE runs.run_id = drafts.run_id"
                        + " AND runs.status NOT IN ('queued', 'running', 'blocked'))",
                before);
    }

    static boolean isEmpty(DraftText draft) {
        return draft.text().isEmpty() && draft.thinking().isEmpty();
    }
}
