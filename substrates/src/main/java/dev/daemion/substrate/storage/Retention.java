package dev.daemion.substrate.storage;

import dev.daemion.substrate.storage.sqlite.JournalDatabase;
import dev.daemion.substrate.storage.sqlite.JournalDatabase.Durability;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Lets old runs of jobs go, with all they journalled: a job that runs every ten seconds would else fill the disk within
 * a year. What they cost stays in the sums, what was approved in the ledger, and what they said in its thread. Blocks.
 */
final class Retention {
    /** Of each job these are kept whatever their age. */
    static final int NEWEST_KEPT = 1_000;
    /** Younger ones are kept too, */
    static final Duration KEPT_FOR = Duration.ofDays(7);
    /** but no more than so many. */
    static final int KEPT_MAX = 20_000;

    /** In one go, so that nobody waits long for the connection that writes. */
    private static final int ENTITIES_AT_ONCE = 200;

    private static final int ENTITIES_MAX = 10_000;

    private final JournalDatabase database;

    Retention(JournalDatabase database) {
        this.database = database;
    }

    /** At most {@value #ENTITIES_MAX} runs; the rest the next time. */
    void sweep(Instant now) {
        var runs = database.read(sql -> sql.list(
                "SELECT run_id FROM (SELECT run_id, queued_us, finished_us, row_number() OVER (PARTITION BY job ORDER"
                    + " BY queued_us DESC) AS place FROM runs WHERE job IS NOT NULL) WHERE finished_us IS NOT NULL AND"
                    + " (place > ? OR (place > ? AND queued_us < ?)) LIMIT ?",
                row -> row.text("run_id"),
                KEPT_MAX,
                NEWEST_KEPT,
                now.minus(KEPT_FOR),
                ENTITIES_MAX));
        for (int from = 0; from < runs.size(); from += ENTITIES_AT_ONCE) {
            forget(runs.subList(from, Math.min(runs.size(), from + ENTITIES_AT_ONCE)));
        }
        trimJobs();
    }

    private void forget(List<String> runs) {
        database.write(Durability.ORDERED, sql -> {
            for (var run : runs) {
                sql.update("UPDATE calls SET is_kept = 1 WHERE run_id = ?", run);
                Erasure.eraseEntity(sql, "run" + JournalRow.SEPARATOR + run);
                sql.update("DELETE FROM drafts WHERE run_id = ?", run);
                sql.update("DELETE FROM runs WHERE run_id = ?", run);
            }
            return runs.size();
        });
    }

    /**
     * Decisions about due times that nobody can ask for any more; an entity starts from its snapshot, which is newer.
     */
    private void trimJobs() {
        var jobs = database.read(sql -> sql.list(
                "SELECT s.job_id, min(s.ordering) AS oldest FROM slots s JOIN jobs j ON j.job_id = s.job_id"
                        + " WHERE j.is_busy = 0 GROUP BY s.job_id HAVING count(*) >= ? LIMIT ?",
                row -> new Trim("job" + JournalRow.SEPARATOR + row.text("job_id"), row.number("oldest")),
                NEWEST_KEPT,
                ENTITIES_MAX));
        for (var trim : jobs) {
            database.write(
                    Durability.ORDERED,
                    sql -> sql.update(
                            "DELETE FROM event_journal WHERE persistence_id = ? AND ordering < ? AND sequence_number <"
                                    + " (SELECT min(sequence_number) FROM snapshot WHERE persistence_id = ?)",
                            trim.entity(),
                            trim.oldest(),
                            trim.entity()));
        }
    }

    private record Trim(String entity, long oldest) {}
}
