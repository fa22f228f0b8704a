package dev.daemion.substrate.storage.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** How connections to the file are made: their pragmas and their pools. */
final class Connections {
    /** How long a statement waits for a lock that another process holds. */
    static final Duration BUSY = Duration.ofSeconds(5);
    /** The log is cut back to this size after a checkpoint. */
    static final int LOG_SIZE_MAX_BYTES = 16 * 1024 * 1024;
    /** Readers at once: more would only compete for the same two disks and cores. */
    static final int READERS_MAX = 4;

    private static final Duration WAIT_FOR_WRITER = Duration.ofSeconds(30);
    private static final Duration WAIT_FOR_READER = Duration.ofSeconds(10);

    private Connections() {}

    /** One connection per call, for migrations and for taking over the file. */
    static SQLiteDataSource single(Path file, Duration busy) {
        var config = writing(busy);
        return source(file, config);
    }

    /** The one connection that writes. Everything that is to be stored passes through it, one transaction at a time. */
    static HikariDataSource writer(Path file) {
        var config = writing(BUSY);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        return new HikariDataSource(pool("daemion-writer", source(file, config), 1, WAIT_FOR_WRITER));
    }

    static HikariDataSource readers(Path file) {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout((int) BUSY.toMillis());
        var pool = pool("daemion-reader", source(file, config), READERS_MAX, WAIT_FOR_READER);
        pool.setReadOnly(true);
        return new HikariDataSource(pool);
    }

    private static SQLiteConfig writing(Duration busy) {
        var config = new SQLiteConfig();
        config.setBusyTimeout((int) busy.toMillis());
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setJournalSizeLimit(LOG_SIZE_MAX_BYTES);
        config.enforceForeignKeys(true);
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        return config;
    }

    private static SQLiteDataSource source(Path file, SQLiteConfig config) {
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private static HikariConfig pool(String name, DataSource source, int connectionsMax, Duration wait) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(source);
        config.setMaximumPoolSize(connectionsMax);
        config.setMinimumIdle(1);
        if (connectionsMax > 1) {
            config.setIdleTimeout(Duration.ofMinutes(1).toMillis());
        }
        // A file does not hang up: no connection has to be replaced for its age, none has to be tried before use.
        config.setMaxLifetime(0);
        config.setKeepaliveTime(0);
        config.setConnectionTimeout(wait.toMillis());
        return config;
    }
}
