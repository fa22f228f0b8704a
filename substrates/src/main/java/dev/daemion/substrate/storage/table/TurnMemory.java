package dev.daemion.substrate.storage.table;

import dev.daemion.kernel.conversation.TurnStatus;
import dev.daemion.kernel.conversation.TurnView;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns that were read a moment ago: each answer is told its whole conversation, of which all but the end was read for
 * the last one. A turn that does not wait any more never changes. Thread-safe.
 */
public final class TurnMemory {
    /** Characters in all; the oldest read go first. */
    static final int LENGTH_MAX = 1_000_000;

    private final Map<String, Kept> turns = new LinkedHashMap<>(16, 0.75f, true);
    private int length;

    private record Kept(TurnView turn, int length) {}

    synchronized @Nullable TurnView find(String id) {
        var kept = turns.get(id);
        return kept == null ? null : kept.turn();
    }

    /** @param size its characters as stored */
    synchronized void note(TurnView turn, int size) {
        if (turn.status() == TurnStatus.QUEUED || size > LENGTH_MAX / 4) {
            return;
        }
        var before = turns.put(turn.id().value(), new Kept(turn, size));
        length += size - (before == null ? 0 : before.length());
        for (var oldest = turns.values().iterator(); length > LENGTH_MAX && oldest.hasNext(); ) {
            length -= oldest.next().length();
            oldest.remove();
        }
    }

    /** Something was erased, which leaves nothing behind. */
    public synchronized void forget() {
        turns.clear();
        length = 0;
    }
}
