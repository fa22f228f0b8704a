package dev.daemion.substrate.storage.table;

import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.Sql;
import java.sql.SQLException;

/** A read table that is derived from the journal: the same rows always give the same table. */
interface Projection {
    /** What this row changes; most rows change nothing. Rows come in order, each exactly once. */
    void apply(Sql sql, JournalRow row) throws SQLException;

    /** Empties it, so that it can be derived anew. */
    void clear(Sql sql) throws SQLException;
}
