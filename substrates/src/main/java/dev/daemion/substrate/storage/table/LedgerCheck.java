package dev.daemion.substrate.storage.table;

import dev.daemion.kernel.ledger.LedgerEntry;
import dev.daemion.kernel.ledger.LedgerVerdict;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.JournalRows;
import dev.daemion.substrate.storage.sqlite.Sql;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the whole ledger: the numbers are without gaps, each entry is what its hash says and follows from the
 * one before it, and each says what the journal says, so that a chain computed anew is found too. Then through the
 * journal: no decision is without its entry. Of a thread that was erased only the chain can be checked.
 */
public final class LedgerCheck {
    private static final int ROWS_AT_ONCE = 500;

    private final JournalRows journal;

    public LedgerCheck(JournalRows journal) {
        this.journal = journal;
    }

    public LedgerVerdict run(Sql sql) throws SQLException {
        long count = sql.number("SELECT count(*) FROM ledger");
        LedgerEntry previous = null;
        List<LedgerTable.Placed> entries;
        do {
            entries = LedgerTable.after(sql, previous == null ? Long.MIN_VALUE : previous.seq(), ROWS_AT_ONCE);
            for (var placed : entries) {
                var wrong = wrong(sql, placed, previous);
                if (wrong.isPresent()) {
                    long first = previous == null ? 1 : previous.seq() + 1;
                    return new LedgerVerdict(
                            false, count, Math.min(first, placed.entry().seq()), wrong.get());
                }
                previous = placed.entry();
            }
        } while (entries.size() == ROWS_AT_ONCE);
        return missing(sql, count, previous);
    }

    private Optional<String> wrong(Sql sql, LedgerTable.Placed placed, @Nullable LedgerEntry previous)
            throws SQLException {
        var entry = placed.entry();
        long expected = previous == null ? 1 : previous.seq() + 1;
        if (entry.seq() != expected) {
            return Optional.of("entry " + expected + " is missing");
        }
        var before = previous == null ? LedgerEntry.GENESIS : previous.hash();
        if (!entry.previousHash().equals(before)) {
            return Optional.of("entry " + entry.seq() + " does not follow from the one before it");
        }
        if (!entry.isIntact()) {
            return Optional.of("entry " + entry.seq() + " is not what its hash says");
        }
        var rows = journal.matching(sql, "ordering = ?", placed.ordering());
        if (rows.isEmpty()) {
            return isErasable(entry)
                    ? Optional.empty()
                    : Optional.of("entry " + entry.seq() + " has no decision in the journal");
        }
        var decision = Decision.of(sql, rows.getFirst());
        return decision.isPresent() && decision.get().isIn(entry)
                ? Optional.empty()
                : Optional.of("entry " + entry.seq() + " does not say what the journal says");
    }

    /** The question of a thread goes with its thread. */
    private static boolean isErasable(LedgerEntry entry) {
        return entry.action().startsWith("approve-") || entry.action().startsWith("deny-");
    }

    private LedgerVerdict missing(Sql sql, long count, @Nullable LedgerEntry last) throws SQLException {
        long place = sql.number("SELECT ordering FROM ledger_start WHERE id = 1");
        long until = ReadTables.offset(sql);
        var names = String.join(", ", Collections.nCopies(Decision.NAMES.size(), "?"));
        List<JournalRow> rows;
        do {
            var values = new java.util.ArrayList<Object>(Decision.NAMES);
            values.add(place);
            values.add(until);
            values.add(ROWS_AT_ONCE);
            rows = journal.matching(
                    sql,
                    "event_ser_manifest IN (" + names
                            + ") AND ordering > ? AND ordering <= ? ORDER BY ordering LIMIT ?",
                    values.toArray());
            for (var row : rows) {
                place = row.ordering();
                if (Decision.of(sql, row).isPresent()
                        && LedgerTable.find(sql, row.ordering()).isEmpty()) {
                    return new LedgerVerdict(
                            false,
                            count,
                            last == null ? 1 : last.seq() + 1,
                            "a decision in row " + row.ordering() + " of the journal has no entry");
                }
            }
        } while (rows.size() == ROWS_AT_ONCE);
        return new LedgerVerdict(true, count, null, null);
    }
}
