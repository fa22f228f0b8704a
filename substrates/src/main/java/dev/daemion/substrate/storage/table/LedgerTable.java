package dev.daemion.substrate.storage.table;

import dev.daemion.kernel.ledger.LedgerEntry;
import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.Row;
import dev.daemion.substrate.storage.sqlite.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The book of decisions: one chained entry for each, written in the transaction that moves the read tables on. It is
 * not emptied with them: a row of the journal that has its entry already is passed over.
 */
public final class LedgerTable implements Projection {
    @Override
    public void apply(Sql sql, JournalRow row) throws SQLException {
        var decision = Decision.of(sql, row);
        if (decision.isEmpty() || find(sql, row.ordering()).isPresent()) {
            return;
        }
        var last = sql.first("SELECT * FROM ledger ORDER BY seq DESC LIMIT 1", LedgerTable::entry);
        var entry = decision.get().after(last.orElse(null));
        sql.update(
                "INSERT INTO ledger (seq, ordering, at_us, device, action, subject, content_hash, previous_hash, hash)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                entry.seq(),
                row.ordering(),
                entry.at(),
                entry.device(),
                entry.action(),
                entry.subject(),
                entry.contentHash(),
                entry.previousHash(),
                entry.hash());
    }

    /** What was decided stays decided, whatever is derived anew. */
    @Override
    public void clear(Sql sql) {}

    static Optional<LedgerEntry> find(Sql sql, long ordering) throws SQLException {
        return sql.first("SELECT * FROM ledger WHERE ordering = ?", LedgerTable::entry, ordering);
    }

    /** An entry and the journal row it comes from. */
    record Placed(LedgerEntry entry, long ordering) {}

    static List<Placed> after(Sql sql, long seq, int limit) throws SQLException {
        return sql.list(
                "SELECT * FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?",
                row -> new Placed(entry(row), row.number("ordering")),
                seq,
                limit);
    }

    /** Newest first. */
    public static Page<LedgerEntry> page(Sql sql, StorageQuery.Ledger query) throws SQLException {
        var where = new StringBuilder("1 = 1");
        var values = new ArrayList<@Nullable Object>();
        filter(where, values, "device = ?", query.device());
        filter(where, values, "action = ?", query.action());
        if (query.cursor() != null) {
            where.append(" AND seq < ?");
            values.add(before(query.cursor()));
        }
        int limit = Limit.of(query.limit());
        values.add(limit + 1);
        var found = sql.list(
                "SELECT * FROM ledger WHERE " + where + " ORDER BY seq DESC LIMIT ?",
                LedgerTable::entry,
                values.toArray());
        return found.size() <= limit
                ? new Page<>(found, null)
                : new Page<>(
                        found.subList(0, limit),
                        String.valueOf(found.get(limit - 1).seq()));
    }

    private static long before(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            var detail = "The cursor is not one this list gave out: follow the Link header, or leave it out.";
            throw new Problem(ProblemCode.VALIDATION_FAILED, detail, List.of(new Finding("/cursor", detail)));
        }
    }

    private static void filter(
            StringBuilder where, List<@Nullable Object> values, String condition, @Nullable String value) {
        if (value != null) {
            where.append(" AND ").append(condition);
            values.add(value);
        }
    }

    private static LedgerEntry entry(Row row) throws SQLException {
        return new LedgerEntry(
                row.number("seq"),
                row.time("at_us"),
                row.text("device"),
                row.text("action"),
                row.text("subject"),
                row.textOrNull("content_hash"),
                row.text("previous_hash"),
                row.text("hash"));
    }
}
