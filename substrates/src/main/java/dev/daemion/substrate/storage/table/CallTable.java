package dev.daemion.substrate.storage.table;

import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.run.Usage;
import dev.daemion.substrate.execution.RunEvent;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.Row;
import dev.daemion.substrate.storage.sqlite.Sql;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Model calls: what was spent, when, on what. Sums are exact to a billionth of a dollar. */
public final class CallTable implements Projection {
    private static final int NANO_DIGITS = 9;

    @Override
    public void apply(Sql sql, JournalRow row) throws SQLException {
        if (row.entry() instanceof RunEvent.Replied replied) {
            sql.update(
                    "INSERT INTO calls (ordering, run_id, called_us, agent_id, model, job, cost_nano_usd, input_tokens,"
                            + " output_tokens, cache_read_tokens, cache_write_tokens)"
                            + " SELECT ?, run_id, ?, agent_id, coalesce(model, ''), job, ?, ?, ?, ?, ? FROM runs"
                            + " WHERE run_id = ?",
                    row.ordering(),
                    replied.at(),
                    nanos(replied.costUsd()),
                    replied.usage().inputTokens(),
                    replied.usage().outputTokens(),
                    replied.usage().cacheReadTokens(),
                    replied.usage().cacheWriteTokens(),
                    row.entityId());
        }
    }

    /** All but what came from threads that were erased since: that cannot be derived any more. */
    @Override
    public void clear(Sql sql) throws SQLException {
        sql.update("DELETE FROM calls WHERE is_kept = 0");
    }

    /** Calls that reported a cost. */
    public static BigDecimal spentSince(Sql sql, Instant since) throws SQLException {
        return dollars(sql.number("SELECT coalesce(sum(cost_nano_usd), 0) FROM calls WHERE called_us >= ?", since));
    }

    /** By day (UTC), agent, model and job; both days included. */
    public static List<StorageQuery.CostRow> costs(Sql sql, StorageQuery.Costs query) throws SQLException {
        return sql.list(
                "SELECT date(called_us / 1000000, 'unixepoch') AS day, agent_id, model, job,"
                        + " count(DISTINCT run_id) AS run_count, sum(cost_nano_usd) AS cost,"
                        + " sum(input_tokens) AS input, sum(output_tokens) AS output,"
                        + " sum(cache_read_tokens) AS cache_read, sum(cache_write_tokens) AS cache_write"
                        + " FROM calls WHERE called_us >= ? AND called_us < ?"
                        + " GROUP BY day, agent_id, model, job ORDER BY day DESC, agent_id, model, job",
                CallTable::cost,
                query.from().atStartOfDay().toInstant(ZoneOffset.UTC),
                query.until().plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC));
    }

    private static StorageQuery.CostRow cost(Row row) throws SQLException {
        var nanos = row.numberOrNull("cost");
        return new StorageQuery.CostRow(
                LocalDate.parse(row.text("day")),
                row.text("agent_id"),
                row.text("model"),
                row.textOrNull("job"),
                row.number("run_count"),
                nanos == null ? null : dollars(nanos),
                new Usage(
                        row.number("input"),
                        row.number("output"),
                        row.number("cache_read"),
                        row.number("cache_write")));
    }

    private static @Nullable Long nanos(@Nullable BigDecimal dollars) {
        return dollars == null
                ? null
                : dollars.movePointRight(NANO_DIGITS)
                        .setScale(0, RoundingMode.HALF_UP)
                        .longValueExact();
    }

    private static BigDecimal dollars(long nanos) {
        var exact = BigDecimal.valueOf(nanos, NANO_DIGITS).stripTrailingZeros();
        return exact.scale() < 0 ? exact.setScale(0) : exact;
    }
}
