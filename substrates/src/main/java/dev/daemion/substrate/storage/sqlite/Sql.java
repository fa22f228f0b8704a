package dev.daemion.substrate.storage.sqlite;

import dev.daemion.kernel.id.Id;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Statements within one transaction: SQL text, then the values of its question marks. Each text is prepared once per
 * transaction. Values may be text, numbers, booleans, bytes, ids, instants, decimals and null.
 */
public final class Sql implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** Makes a value of one row. */
    @FunctionalInterface
    public interface RowReader<T> {
        T read(Row row) throws SQLException;
    }

    /** What is done within one transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Sql sql) throws SQLException;
    }

    /** The number of rows changed. */
    public int update(String text, @Nullable Object... values) throws SQLException {
        return bind(text, values).executeUpdate();
    }

    public <T> List<T> list(String text, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        try (var result = bind(text, values).executeQuery()) {
            var row = new Row(result);
            var all = new ArrayList<T>();
            while (result.next()) {
                all.add(reader.read(row));
            }
            return all;
        }
    }

    public <T> Optional<T> first(String text, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        try (var result = bind(text, values).executeQuery()) {
            return result.next() ? Optional.of(reader.read(new Row(result))) : Optional.empty();
        }
    }

    /** The first column of the only row. */
    public long number(String text, @Nullable Object... values) throws SQLException {
        try (ResultSet result = bind(text, values).executeQuery()) {
            if (!result.next()) {
                throw new SQLException("no row for " + text);
            }
            return result.getLong(1);
        }
    }

    /** Microseconds since 1970, as times are stored. */
    public static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    @Override
    public void close() throws SQLException {
        for (var statement : prepared.values()) {
            statement.close();
        }
        prepared.clear();
    }

    private PreparedStatement bind(String text, @Nullable Object... values) throws SQLException {
        var statement = prepared.get(text);
        if (statement == null) {
            statement = connection.prepareStatement(text);
            prepared.put(text, statement);
        }
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, stored(values[i]));
        }
        return statement;
    }

    private static @Nullable Object stored(@Nullable Object value) {
        return switch (value) {
            case Id id -> id.value();
            case Instant time -> micros(time);
            case BigDecimal decimal -> decimal.toPlainString();
            case Boolean flag -> flag ? 1 : 0;
            case null, default -> value;
        };
    }
}
