package dev.daemion.substrate.storage;

import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.substrate.storage.sqlite.JournalDatabase;
import dev.daemion.substrate.storage.sqlite.JournalDatabase.Durability;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes every byte of a thread's content: rows are overwritten with zeros as they are deleted ({@code secure_delete},
 * also of the search index), then the log that still holds them is moved into the file and cut to nothing. What remains
 * is what its runs cost, without any content. Doing it twice does no harm. Blocks.
 */
final class Erasure {
    private static final int TRUNCATE_TRIES_MAX = 3;

    private final JournalDatabase database;

    Erasure(JournalDatabase database) {
        this.database = database;
    }

    /** The tail must have passed all rows of the thread. */
    void erase(ThreadId thread) {
        database.write(Durability.FULL, sql -> {
            var runs = ids(sql, "SELECT run_id AS id FROM runs WHERE thread_id = ?", thread);
            var approvals = ids(
                    sql,
                    "SELECT approval_id AS id FROM approvals WHERE thread_id = ?"
                            + " OR run_id IN (SELECT run_id FROM runs WHERE thread_id = ?)",
                    thread,
                    thread);
            var owners = new ArrayList<String>();
            owners.add("thread" + JournalRow.SEPARATOR + thread);
            runs.forEach(run -> owners.add("run" + JournalRow.SEPARATOR + run));
            approvals.forEach(approval -> owners.add("approval" + JournalRow.SEPARATOR + approval));
            for (var owner : owners) {
                eraseEntity(sql, owner);
            }
            for (var run : runs) {
                sql.update("UPDATE calls SET is_kept = 1 WHERE run_id = ?", run);
                sql.update("DELETE FROM drafts WHERE run_id = ?", run);
            }
            for (var approval : approvals) {
                sql.update("DELETE FROM approvals WHERE approval_id = ?", approval);
            }
            // Its notices share their entity with all others: only their own rows go.
            var itsNotices = " FROM event_journal WHERE persistence_id = 'notices' AND event_ser_manifest ="
                    + " 'notice-posted' AND json_extract(CAST(event_payload AS TEXT), '$.notice.thread_id') = ?";
            sql.update("DELETE FROM job_events WHERE ordering IN (SELECT ordering" + itsNotices + ")", thread);
            sql.update("DELETE" + itsNotices, thread);
            sql.update(
                    "DELETE FROM search WHERE rowid IN (SELECT document FROM search_rows WHERE thread_id = ?)", thread);
            for (var table :
                    List.of("search_rows", "turns", "runs", "idempotency_keys", "thread_reads", "notices", "threads")) {
                sql.update("DELETE FROM " + table + " WHERE thread_id = ?", thread);
            }
            return owners.size();
        });
        truncateLog();
    }

    /** All that stands in the journal of one entity, and what only it names. */
    static void eraseEntity(Sql sql, String owner) throws SQLException {
        sql.update(
                "DELETE FROM job_events WHERE ordering IN (SELECT ordering FROM event_journal WHERE persistence_id ="
                        + " ?)",
                owner);
        sql.update("DELETE FROM event_journal WHERE persistence_id = ?", owner);
        sql.update("DELETE FROM snapshot WHERE persistence_id = ?", owner);
        sql.update(
                "DELETE FROM blobs WHERE hash IN (SELECT hash FROM blob_references WHERE owner = ?) AND NOT EXISTS"
                        + " (SELECT 1 FROM blob_references r WHERE r.hash = blobs.hash AND r.owner <> ?)",
                owner,
                owner);
        sql.update("DELETE FROM blob_references WHERE owner = ?", owner);
    }

    private static List<String> ids(Sql sql, String text, Object... values) throws SQLException {
        return sql.list(text, row -> row.text("id"), values);
    }

    private void truncateLog() {
        for (int i = 0; i < TRUNCATE_TRIES_MAX; i++) {
            if (database.truncateLog()) {
                return;
            }
        }
        throw new Problem(
                        ProblemCode.STORAGE_UNAVAILABLE,
                        "The thread is gone, but a reader still holds the log that its content stood in: delete it"
                                + " again in a moment to have that cut too.")
                .retryAfter(5);
    }
}
