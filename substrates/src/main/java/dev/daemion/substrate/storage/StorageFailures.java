package dev.daemion.substrate.storage;

import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.substrate.storage.sqlite.DatabaseUnusable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Turns what went wrong on a dispatcher into a refusal; what nobody foresaw goes to the log with its cause. */
final class StorageFailures {
    private static final int RETRY_SECONDS = 5;

    private StorageFailures() {}

    static Problem problem(Logger log, @Nullable Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Problem problem) {
            return problem;
        }
        if (cause instanceof DatabaseUnusable unusable) {
            if (unusable.isExplained()) {
                log.warn(unusable.getMessage());
            } else {
                log.error("The database failed", unusable);
            }
            return unusable.problem();
        }
        log.error("Storage failed", cause);
        return new Problem(
                        ProblemCode.STORAGE_UNAVAILABLE,
                        "The storage failed in a way it should not; the log has the cause. Nothing acknowledged is"
                                + " lost.")
                .retryAfter(RETRY_SECONDS);
    }

    static Problem tooMany() {
        return new Problem(ProblemCode.TOO_MANY, "Too many requests wait for the database: try again in a moment")
                .retryAfter(1);
    }
}
