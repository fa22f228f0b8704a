package dev.daemion.substrate.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.daemion.substrate.storage.sqlite.DatabaseUnusable.Reason;
import dev.daemion.substrate.storage.sqlite.JournalDatabase.Durability;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The database file")
final class JournalDatabaseTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("home").resolve("daemion.db");
    }

    @Test
    @DisplayName("is made with its directory, readable by its owner only, log included")
    void ownerOnly() throws IOException {
        try (var database = JournalDatabase.open(file)) {
            put(database, "x");
            for (var name : new String[] {"daemion.db", "daemion.db-wal", "daemion.db-shm", "daemion.db.lock"}) {
                assertThat(permissions(file.resolveSibling(name))).as(name).isEqualTo("rw-------");
            }
            assertThat(permissions(directory.resolve("home"))).isEqualTo("rwx------");
        }
    }

    @Test
    @DisplayName("is written with every commit on the disk, in a log that is bounded, with deleted bytes overwritten")
    void pragmas() throws SQLException {
        try (var database = JournalDatabase.open(file);
                var connection = database.writer().getConnection()) {
            assertThat(pragma(connection, "journal_mode")).isEqualTo("wal");
            assertThat(pragma(connection, "synchronous")).isEqualTo("2");
            assertThat(pragma(connection, "foreign_keys")).isEqualTo("1");
            assertThat(pragma(connection, "secure_delete")).isEqualTo("1");
            assertThat(pragma(connection, "busy_timeout")).isEqualTo("5000");
            assertThat(pragma(connection, "journal_size_limit")).isEqualTo("16777216");
        }
    }

    @Test
    @DisplayName("goes back to full durability after a transaction that needs only the order, also when it failed")
    void durability() throws SQLException {
        try (var database = JournalDatabase.open(file)) {
            put(database, "x");
            assertThatThrownBy(() ->
                            database.write(Durability.ORDERED, sql -> sql.update("INSERT INTO nowhere VALUES (1)")))
                    .isInstanceOf(DatabaseUnusable.class);
            try (var connection = database.writer().getConnection()) {
                assertThat(pragma(connection, "synchronous")).isEqualTo("2");
                assertThat(connection.getAutoCommit()).isTrue();
            }
        }
    }

    @Test
    @DisplayName("is migrated by Flyway once, and not touched by it again")
    void migratesOnce() throws SQLException {
        JournalDatabase.open(file).close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            assertThat(pragma(connection, "user_version")).isEqualTo(Integer.toString(Schema.VERSION));
            assertThat(Schema.migrate(file, connection)).as("nothing to do").isFalse();
        }
        var empty = directory.resolve("empty.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + empty)) {
            assertThat(Schema.migrate(empty, connection)).as("something to do").isTrue();
            assertThat(pragma(connection, "user_version")).isEqualTo(Integer.toString(Schema.VERSION));
        }
    }

    @Test
    @DisplayName("of a newer version is refused and left as it is")
    void newer() throws SQLException {
        JournalDatabase.open(file).close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            execute(connection, "PRAGMA user_version = 99");
        }
        var problem = refusal();
        assertThat(problem.reason()).isEqualTo(Reason.NEWER);
        assertThat(problem).hasMessageContaining("99").hasMessageContaining(file.toString());
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            assertThat(pragma(connection, "user_version")).isEqualTo("99");
        }
    }

    @Test
    @DisplayName("that is no database is refused with the path, the reason and the way back, and not overwritten")
    void noDatabase() throws IOException {
        Files.createDirectories(directory.resolve("home"));
        Files.writeString(file, "this is a letter to my bank, not a database. ".repeat(100));
        var problem = refusal();
        assertThat(problem.reason()).isEqualTo(Reason.CORRUPT);
        assertThat(problem).hasMessageContaining(file.toString()).hasMessageContaining("backup");
        assertThat(Files.readString(file)).startsWith("this is a letter");
    }

    @Test
    @DisplayName("with a damaged page is found at start")
    void damagedPage() throws IOException {
        try (var database = JournalDatabase.open(file)) {
            for (int i = 0; i < 400; i++) {
                put(database, "content " + i + " ".repeat(500));
            }
            database.truncateLog();
        }
        try (var raw = new RandomAccessFile(file.toFile(), "rw")) {
            for (long page = 20; page < raw.length() / 4096; page++) {
                raw.seek(page * 4096);
                raw.write(new byte[] {(byte) 0x77, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
            }
        }
        assertThat(refusal().reason()).isEqualTo(Reason.CORRUPT);
    }

    @Test
    @DisplayName("that this gateway has open is not opened twice")
    void openTwice() {
        try (var database = JournalDatabase.open(file)) {
            assertThat(database.path()).isEqualTo(file);
            assertThat(refusal().reason()).isEqualTo(Reason.LOCKED);
        }
        JournalDatabase.open(file).close();
    }

    @Test
    @DisplayName("that a foreign program is writing is refused with a sentence that says so")
    void foreignLock() throws SQLException {
        JournalDatabase.open(file).close();
        try (var foreign = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            execute(foreign, "BEGIN IMMEDIATE");
            var problem = refusal();
            assertThat(problem.reason()).isEqualTo(Reason.LOCKED);
            assertThat(problem).hasMessageContaining("Stop the other");
            execute(foreign, "ROLLBACK");
        }
        JournalDatabase.open(file).close();
    }

    @Test
    @DisplayName("in a place that cannot be written is refused")
    void unwritable() throws IOException {
        Files.writeString(directory.resolve("home"), "a file where the home should be");
        var problem = refusal();
        assertThat(problem.reason()).isEqualTo(Reason.UNWRITABLE);
        assertThat(problem).hasMessageContaining("chown");
    }

    @Test
    @DisplayName("on a full disk refuses what does not fit, keeps what was there, and goes on when there is room")
    void full() throws SQLException {
        try (var database = JournalDatabase.open(file)) {
            put(database, "before");
            limitPages(database, Integer.parseInt(pragma(database, "page_count")) + 2);
            var problem = catchThrowableOfType(DatabaseUnusable.class, () -> put(database, "too much ".repeat(10_000)));
            assertThat(problem.reason()).isEqualTo(Reason.FULL);
            assertThat(problem.problem().retryAfterSeconds()).isPresent();
            assertThat(count(database)).isEqualTo(1);
            limitPages(database, 1_000_000);
            put(database, "too much ".repeat(10_000));
            assertThat(count(database)).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("shows the journal as text to people with the sqlite3 shell")
    void journalView() throws SQLException {
        try (var database = JournalDatabase.open(file)) {
            database.write(
                    Durability.FULL,
                    sql -> sql.update(
                            "INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,"
                                    + " adapter_manifest, event_payload, event_ser_id, event_ser_manifest) VALUES"
                                    + " ('gateway', 1, 'w', 0, '', CAST('{\"at\":1}' AS BLOB), 1, 'gateway-started')"));
            assertThat(database.<String>read(sql -> sql.first(
                                    "SELECT name || ' ' || payload AS line FROM journal", row -> row.text("line"))
                            .orElseThrow()))
                    .isEqualTo("gateway-started {\"at\":1}");
        }
    }

    private DatabaseUnusable refusal() {
        return catchThrowableOfType(DatabaseUnusable.class, () -> JournalDatabase.open(file));
    }

    private static void put(JournalDatabase database, String text) {
        database.write(
                Durability.ORDERED,
                sql -> sql.update(
                        "INSERT INTO blobs (hash, content, put_us) VALUES (?, ?, 0)", text.hashCode() + "", text));
    }

    private static long count(JournalDatabase database) {
        return database.read(sql -> sql.number("SELECT count(*) FROM blobs"));
    }

    private static void limitPages(JournalDatabase database, int pages) throws SQLException {
        try (var connection = database.writer().getConnection()) {
            execute(connection, "PRAGMA max_page_count = " + pages);
        }
    }

    private static String pragma(JournalDatabase database, String name) throws SQLException {
        try (var connection = database.writer().getConnection()) {
            return pragma(connection, name);
        }
    }

    private static String pragma(Connection connection, String name) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("PRAGMA " + name)) {
            result.next();
            return result.getString(1);
        }
    }

    private static void execute(Connection connection, String text) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
