package dev.daemion.substrate.context;

import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.protocol.ContextProtocol;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletionStage;

/**
 * What was said in threads whose answers begin right now: it is read while their runs start, not after. Belongs to the
 * context substrate.
 */
final class ReadAhead {
    /** Answers that begin at once; further ones read when they are asked. */
    static final int RUNS_MAX = 16;

    private final SequencedMap<RunId, CompletionStage<List<TurnView>>> begun = new LinkedHashMap<>();

    /** @param said comes once every reader sees the question */
    record Begun(RunId runId, CompletionStage<List<TurnView>> said) implements ContextProtocol.Message {}

    void note(Begun message) {
        begun.put(message.runId(), message.said());
        if (begun.size() > RUNS_MAX) {
            begun.pollFirstEntry();
        }
    }

    /** Once: who asks again wants to know what is so then. */
    Optional<CompletionStage<List<TurnView>>> take(RunId runId) {
        return Optional.ofNullable(begun.remove(runId));
    }
}
