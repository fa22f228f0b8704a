package dev.daemion.substrate.storage.sqlite;

import dev.daemion.substrate.storage.sqlite.DatabaseUnusable.Reason;
import java.nio.file.Path;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The only class that names Flyway, so that a start without migrations does not even load it. */
final class Migrations {
    private static final String LOCATION = "classpath:dev/daemion/substrate/storage/migration";

    private Migrations() {}

    /** Runs every migration the file has not seen; each one is a transaction. */
    static void run(Path file) {
        try {
            Flyway.configure()
                    .dataSource(Connections.single(file, Connections.BUSY))
                    .locations(LOCATION)
                    .loggers("slf4j")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw refused(file, e);
        }
    }

    private static DatabaseUnusable refused(Path file, FlywayException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getErrorCode() != 0) {
                return DatabaseUnusable.of(file, sql);
            }
        }
        return new DatabaseUnusable(file, Reason.FAILED, failure.getMessage(), failure);
    }
}
