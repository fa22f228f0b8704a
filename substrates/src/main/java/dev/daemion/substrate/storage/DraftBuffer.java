package dev.daemion.substrate.storage;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.protocol.StorageQuery.DraftText;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Drafts on their way to the disk: those that came since the last batch, and the batch that is being written. */
final class DraftBuffer {
    /** Unsaved drafts at once; each run has one. */
    static final int DRAFTS_MAX = 1_024;

    private final Map<RunId, DraftText> arrived = new HashMap<>();
    private Map<RunId, DraftText> inBatch = Map.of();

    /** Replaces the run's earlier draft. Beyond the bound it is left out: a draft is a convenience, not a record. */
    void put(RunId id, DraftText draft) {
        if (arrived.size() < DRAFTS_MAX || arrived.containsKey(id)) {
            arrived.put(id, draft);
        }
    }

    /** What is to be written now; empty while a batch is under way or when there is nothing. */
    Map<RunId, DraftText> begin() {
        if (!inBatch.isEmpty() || arrived.isEmpty()) {
            return Map.of();
        }
        inBatch = Map.copyOf(arrived);
        arrived.clear();
        return inBatch;
    }

    /** The batch is over; true when more has come. */
    boolean end() {
        inBatch = Map.of();
        return !arrived.isEmpty();
    }

    /** The newest draft that may not be on the disk yet. */
    @Nullable
    DraftText find(RunId id) {
        var draft = arrived.get(id);
        return draft == null ? inBatch.get(id) : draft;
    }
}
