package dev.daemion.substrate.storage.sqlite;

import dev.daemion.substrate.storage.sqlite.DatabaseUnusable.Reason;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Brings the file's tables to what this version knows. Flyway is only started when {@code PRAGMA user_version} says
 * that there is something to do: it would otherwise be a good part of the start-up time. Every migration ends with
 * setting that pragma to its own number.
 */
final class Schema {
    /** The number of the newest migration. */
    static final int VERSION = 9;

    private Schema() {}

    /** True when Flyway had work to do. */
    static boolean migrate(Path file, Connection connection) throws SQLException {
        int found = version(connection);
        if (found > VERSION) {
            throw new DatabaseUnusable(
                    file, Reason.NEWER, "its schema is " + found + ", this version knows " + VERSION, null);
        }
        if (found == VERSION) {
            return false;
        }
        Migrations.run(file);
        return true;
    }

    private static int version(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("PRAGMA user_version")) {
            result.next();
            return result.getInt(1);
        }
    }
}
