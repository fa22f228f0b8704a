package dev.daemion.substrate.storage.table;

import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.wire.Sha256;
import dev.daemion.substrate.context.ThreadEvent;
import dev.daemion.substrate.execution.RunEvent;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Big texts, each stored once under its SHA-256, and which entities name them. The texts stand beside the journal; who
 * names them is derived from it.
 */
public final class BlobTable implements Projection {
    @Override
    public void apply(Sql sql, JournalRow row) throws SQLException {
        switch (row.entry()) {
            case RunEvent.Prompted prompted -> name(sql, row, prompted.frameHash());
            case RunEvent.StepEnded ended -> name(sql, row, ended.outputHash());
            case ThreadEvent.TurnCopied copied ->
                nameAll(sql, row, copied.turn().parts());
            case ThreadEvent.TurnNoted noted -> nameAll(sql, row, noted.parts());
            default -> {} // Nothing else names a blob.
        }
    }

    @Override
    public void clear(Sql sql) throws SQLException {
        sql.update("DELETE FROM blob_references");
    }

    /** Stores the text unless it is there; its hash. */
    public static String put(Sql sql, String text, Instant now) throws SQLException {
        var hash = Sha256.hex(text);
        sql.update(
                "INSERT INTO blobs (hash, content, put_us) VALUES (?, ?, ?)"
                        + " ON CONFLICT (hash) DO UPDATE SET put_us = excluded.put_us",
                hash,
                text,
                now);
        return hash;
    }

    public static Optional<String> find(Sql sql, String hash) throws SQLException {
        return sql.first("SELECT content FROM blobs WHERE hash = ?", row -> row.text("content"), hash);
    }

    /** Refused: NOT_FOUND. */
    public static String one(Sql sql, String hash) throws SQLException {
        return find(sql, hash)
                .orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND, "nothing is stored under the hash " + hash));
    }

    /** Drops what nobody names and what was put before a moment; what is younger may be about to be named. */
    public static int dropUnnamed(Sql sql, Instant before) throws SQLException {
        return sql.update(
                "DELETE FROM blobs WHERE put_us < ?"
                        + " AND NOT EXISTS (SELECT 1 FROM blob_references r WHERE r.hash = blobs.hash)",
                before);
    }

    private static void nameAll(Sql sql, JournalRow row, List<Part> parts) throws SQLException {
        for (var part : parts) {
            if (part instanceof Part.Step step) {
                name(sql, row, step.outputHash());
            }
        }
    }

    private static void name(Sql sql, JournalRow row, @Nullable String hash) throws SQLException {
        if (hash != null) {
            sql.update("INSERT OR IGNORE INTO blob_references (owner, hash) VALUES (?, ?)", row.persistenceId(), hash);
        }
    }
}
