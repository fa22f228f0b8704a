package dev.daemion.substrate.storage.sqlite;

import com.zaxxer.hikari.HikariDataSource;
import dev.daemion.substrate.storage.sqlite.DatabaseUnusable.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one SQLite file of a gateway, open for writing. It has exactly one connection that writes, shared by the journal
 * plugin and the tail, so that nobody ever waits for a lock of this process; readers have a small pool of their own and
 * never block the writer (WAL). Open it before the actor system and close it after. All methods block: call them on a
 * dispatcher made for it, never in an actor. Thread-safe.
 */
public final class JournalDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalDatabase.class);

    /** A file up to this size is checked whole at each start; a bigger one would make the start slow. */
    private static final long CHECKED_SIZE_MAX_BYTES = 16L * 1024 * 1024;

    private static final Duration WAIT_AT_START = Duration.ofSeconds(2);
    private static final String WRITE = "BEGIN IMMEDIATE";
    private static final String READ = "BEGIN";

    private final Path file;
    private final FileOwnership ownership;
    private final HikariDataSource writer;
    private final HikariDataSource readers;

    /** What must be on the disk when a transaction is acknowledged. */
    public enum Durability {
        /** All of it: for what cannot be derived from anything else. */
        FULL,
        /**
         * All that comes before the next journal commit: for the read tables, drafts and blobs. Losing the power may
         * take the newest of these transactions back, never a part of one and never one that a journal row on the disk
         * depends on, for the log is written in order; the tail then does them again.
         */
        ORDERED
    }

    private JournalDatabase(Path file, FileOwnership ownership) {
        this.file = file;
        this.ownership = ownership;
        this.writer = Connections.writer(file);
        this.readers = Connections.readers(file);
    }

    /**
     * Opens the file, makes it when there is none, and brings its schema up to date.
     *
     * @throws DatabaseUnusable with the path, the reason and the way back
     */
    public static JournalDatabase open(Path path) {
        var file = path.toAbsolutePath().normalize();
        var ownership = FileOwnership.take(file);
        try (var connection = Connections.single(file, WAIT_AT_START).getConnection()) {
            check(file, connection);
            Schema.migrate(file, connection);
            // The first write tells a full disk or a foreign lock now, not at somebody's first message.
            execute(connection, "UPDATE tail SET launch_count = launch_count + 1");
            return new JournalDatabase(file, ownership);
        } catch (SQLException e) {
            ownership.close();
            throw DatabaseUnusable.of(file, e);
        } catch (RuntimeException e) {
            ownership.close();
            throw e;
        }
    }

    public Path path() {
        return file;
    }

    /** The connection that writes, for the journal plugin. */
    public DataSource writer() {
        return writer;
    }

    /** One transaction on the connection that writes; all of it happens or nothing. */
    public <T> T write(Durability durability, Sql.Work<T> work) {
        try (var connection = writer.getConnection()) {
            if (durability == Durability.FULL) {
                return transaction(connection, WRITE, work);
            }
            execute(connection, "PRAGMA synchronous = NORMAL");
            try {
                return transaction(connection, WRITE, work);
            } finally {
                backToFull(connection);
            }
        } catch (SQLException e) {
            throw DatabaseUnusable.of(file, e);
        }
    }

    /** One consistent look at everything that is committed. */
    public <T> T read(Sql.Work<T> work) {
        try (var connection = readers.getConnection()) {
            return transaction(connection, READ, work);
        } catch (SQLException e) {
            throw DatabaseUnusable.of(file, e);
        }
    }

    /**
     * Moves the log into the file and cuts it to nothing, so that no byte of what was erased is left in it. False when
     * a reader held it; try again.
     */
    public boolean truncateLog() {
        try (var connection = writer.getConnection();
                var statement = connection.createStatement();
                var result = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
            return result.next() && result.getInt(1) == 0;
        } catch (SQLException e) {
            throw DatabaseUnusable.of(file, e);
        }
    }

    /** Size of the file and its log, in bytes. */
    public long sizeBytes() {
        return sizeOf(file) + sizeOf(file.resolveSibling(file.getFileName() + "-wal"));
    }

    @Override
    public void close() {
        readers.close();
        writer.close();
        ownership.close();
    }

    private static void check(Path file, Connection connection) throws SQLException {
        if (sizeOf(file) > CHECKED_SIZE_MAX_BYTES) {
            return;
        }
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("PRAGMA quick_check(1)")) {
            var finding = result.next() ? result.getString(1) : "quick_check said nothing";
            if (!"ok".equals(finding)) {
                throw new DatabaseUnusable(file, Reason.CORRUPT, finding, null);
            }
        }
    }

    /**
     * Written out, because the driver's own transactions cannot be undone any more once SQLite has ended them itself.
     */
    private static <T> T transaction(Connection connection, String begin, Sql.Work<T> work) throws SQLException {
        execute(connection, begin);
        try (var sql = new Sql(connection)) {
            var answer = work.run(sql);
            execute(connection, "COMMIT");
            return answer;
        } catch (SQLException | RuntimeException e) {
            undo(connection, e);
            throw e;
        }
    }

    private static void undo(Connection connection, Exception failure) {
        try {
            execute(connection, "ROLLBACK");
        } catch (SQLException e) {
            // A full disk makes SQLite roll back by itself; then there is nothing to undo.
            failure.addSuppressed(e);
        }
    }

    private void backToFull(Connection connection) throws SQLException {
        try {
            execute(connection, "PRAGMA synchronous = FULL");
        } catch (SQLException e) {
            LOG.warn("The writer's connection is replaced: its durability could not be restored", e);
            writer.evictConnection(connection);
            throw e;
        }
    }

    private static void execute(Connection connection, String text) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private static long sizeOf(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
