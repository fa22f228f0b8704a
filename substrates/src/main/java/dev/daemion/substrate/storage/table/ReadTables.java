package dev.daemion.substrate.storage.table;

import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.JournalRows;
import dev.daemion.substrate.storage.sqlite.Sql;
import java.sql.SQLException;
import java.util.List;

/**
 * All read tables, in the order in which a row reaches them: a turn looks at its run, a search document at its turn.
 * The offset that says how far they are moves in the same transaction, so that each row is applied exactly once.
 */
public final class ReadTables {
    private final List<Projection> all;

    public ReadTables(JournalRows journal) {
        all = List.of(
                new ThreadTable(),
                new RunTable(journal),
                new CallTable(),
                new TurnTable(journal),
                new ApprovalTable(),
                new ExtensionTable(),
                new LedgerTable(),
                new NoticeTable(),
                new JobTable(),
                new KeyTable(),
                new BlobTable(),
                new SearchTable());
    }

    /** The journal row up to which they are. */
    public static long offset(Sql sql) throws SQLException {
        return sql.number("SELECT ordering FROM tail WHERE id = 1");
    }

    /** Applies rows that follow right after {@code offset}. */
    public void apply(Sql sql, long offset, List<JournalRow> rows) throws SQLException {
        for (var row : rows) {
            for (var table : all) {
                table.apply(sql, row);
            }
        }
        move(sql, offset, rows.getLast().ordering());
    }

    /** Empties them all; the next row to apply is the journal's first. */
    public void clear(Sql sql) throws SQLException {
        for (var table : all) {
            table.clear(sql);
        }
        move(sql, offset(sql), 0);
    }

    private static void move(Sql sql, long from, long until) throws SQLException {
        if (sql.update("UPDATE tail SET ordering = ? WHERE id = 1 AND ordering = ?", until, from) != 1) {
            throw new IllegalStateException(
                    "the read tables are not at row " + from + " any more: somebody else writes this database");
        }
    }
}
