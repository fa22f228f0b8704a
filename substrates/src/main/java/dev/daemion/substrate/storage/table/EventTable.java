package dev.daemion.substrate.storage.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.protocol.TriggerProtocol.Event;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.storage.sqlite.Row;
import dev.daemion.substrate.storage.sqlite.Sql;
import java.sql.SQLException;
import java.util.List;

/**
 * Events that jobs may wait for, from the moment the tail read them until every job has decided about them: a crash
 * between the two loses none. Not derived anew with the read tables: that would fire for what is long over.
 */
public final class EventTable {
    /** Events kept; of more the oldest go. */
    static final int KEPT_MAX = 100_000;
    /** Events that one row of the journal means, at most. */
    private static final int PER_ROW_MAX = 2;

    private EventTable() {}

    public static void put(Sql sql, List<Event> events) throws SQLException {
        for (var event : events) {
            sql.update(
                    "INSERT OR IGNORE INTO job_events (ordering, name, job, body, at_us) VALUES (?, ?, ?, ?, ?)",
                    event.ordering(),
                    event.name(),
                    event.job(),
                    Json.store(event.body()),
                    event.at());
        }
        if (!events.isEmpty() && mayBeFull(sql)) {
            sql.update(
                    "DELETE FROM job_events WHERE ordering <= (SELECT ordering FROM job_events ORDER BY ordering DESC"
                            + " LIMIT 1 OFFSET ?)",
                    KEPT_MAX);
        }
    }

    /** By the two ends alone: to count them at every pass would cost more than to write them. */
    private static boolean mayBeFull(Sql sql) throws SQLException {
        return sql.number("SELECT (SELECT max(ordering) FROM job_events) - (SELECT min(ordering) FROM job_events)")
                >= KEPT_MAX / PER_ROW_MAX;
    }

    /** Both rows included. */
    public static int take(Sql sql, long from, long until) throws SQLException {
        return sql.update("DELETE FROM job_events WHERE ordering BETWEEN ? AND ?", from, until);
    }

    /** Oldest first. */
    public static List<Event> open(Sql sql) throws SQLException {
        return sql.list("SELECT * FROM job_events ORDER BY ordering, name", EventTable::event);
    }

    private static Event event(Row row) throws SQLException {
        return new Event(
                row.number("ordering"),
                row.text("name"),
                row.textOrNull("job"),
                Json.restore(row.text("body"), JsonNode.class),
                row.time("at_us"));
    }
}
