package dev.daemion.substrate.trigger;

import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.run.RunView;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a run came to, for files and for other jobs: what the model answered, or what the last tool of direct steps
 * said, word for word. A thread shows the same as a person reads it, in a fence or as a table.
 */
final class JobOutput {
    private static final String DIRECT = "direct";

    private JobOutput() {}

    /** @param run with its steps */
    static CompletionStage<String> of(JobDoor door, RunView run) {
        var answer = Objects.requireNonNullElse(run.output(), "");
        if (!DIRECT.equals(run.model()) || run.steps().isEmpty()) {
            return CompletableFuture.completedStage(answer);
        }
        var last = run.steps().getLast();
        return last.outputHash() == null
                ? CompletableFuture.completedStage(Objects.requireNonNullElse(last.output(), ""))
                : door.read(new StorageQuery.Blob(last.outputHash())).exceptionally(_ -> answer);
    }
}
