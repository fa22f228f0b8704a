package dev.daemion.substrate.storage.sqlite;

import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import java.io.Serial;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * The database file cannot be opened, read or written. The message is one paragraph for people: which file, why, and
 * the way back.
 */
public final class DatabaseUnusable extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final transient Path path;

    /** Why, with what a person can do about it. */
    public enum Reason {
        CORRUPT(
                "it is damaged or not a Daemion database",
                "Move it aside and restore the newest backup in its place; without a backup, start with an empty"
                        + " home."),
        LOCKED(
                "another process holds it",
                "Stop the other Daemion of this home (daemion stop), or whatever else has the file open, and start"
                        + " again."),
        UNWRITABLE(
                "this user may not write it",
                "Give the file and its directory back to the user who runs Daemion (chown, chmod u+rw), or choose"
                        + " another home."),
        FULL("the disk or its quota is full", "Free some space on that file system; nothing acknowledged is lost."),
        NEWER(
                "a newer version of Daemion wrote it",
                "Start that version or a newer one, or restore a backup made before the upgrade."),
        FAILED(
                "the file system or the database failed",
                "Look at the cause in the log, check the disk, and start again.");

        private final String sentence;
        private final String wayBack;

        Reason(String sentence, String wayBack) {
            this.sentence = sentence;
            this.wayBack = wayBack;
        }
    }

    public DatabaseUnusable(Path path, Reason reason, @Nullable String detail, @Nullable Throwable cause) {
        super(
                "The database " + path + " cannot be used: " + reason.sentence
                        + (detail == null ? "" : " (" + detail + ")") + ". " + reason.wayBack,
                cause);
        this.path = path;
        this.reason = reason;
    }

    /** Reads the reason off SQLite's own result code. */
    public static DatabaseUnusable of(Path path, SQLException cause) {
        return new DatabaseUnusable(path, reason(cause), cause.getMessage(), cause);
    }

    public Reason reason() {
        return reason;
    }

    /** True when the message says all there is to know; else the cause belongs into the log. */
    public boolean isExplained() {
        return reason != Reason.FAILED;
    }

    public Path path() {
        return path;
    }

    /** The same as a refusal of one command; another try makes sense after a while. */
    public Problem problem() {
        return new Problem(ProblemCode.STORAGE_UNAVAILABLE, String.valueOf(getMessage())).retryAfter(5);
    }

    private static Reason reason(SQLException cause) {
        // The low byte is the primary code; the rest says more of the same (sqlite.org/rescode.html).
        int code = cause.getErrorCode() & 0xff;
        if (code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return Reason.CORRUPT;
        }
        if (code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code) {
            return Reason.LOCKED;
        }
        if (code == SQLiteErrorCode.SQLITE_FULL.code) {
            return Reason.FULL;
        }
        if (code == SQLiteErrorCode.SQLITE_READONLY.code
                || code == SQLiteErrorCode.SQLITE_PERM.code
                || code == SQLiteErrorCode.SQLITE_CANTOPEN.code) {
            return Reason.UNWRITABLE;
        }
        return Reason.FAILED;
    }
}
