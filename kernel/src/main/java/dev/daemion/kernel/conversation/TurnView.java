package dev.daemion.kernel.conversation;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stored turn, as readers see it.
 *
 * @param agentId name of the agent that answers or answered
 * @param content all text parts joined; for a user turn what was typed
 * @param model the model that answered, null for a user turn
 * @param costUsd null when unknown, which is not zero
 * @param runId for a user turn the run that answers it, for an assistant turn the run that made it
 */
public record TurnView(
        TurnId id,
        ThreadId threadId,
        @Nullable String agentId,
        Role role,
        String content,
        List<Part> parts,
        @Nullable String model,
        @Nullable BigDecimal costUsd,
        @Nullable RunId runId,
        Instant createdAt,
        TurnStatus status) {
    public TurnView {
        parts = List.copyOf(parts);
    }

    /** The same turn with another content; its parts stay, but for the text. */
    public TurnView saying(String other) {
        var kept = new ArrayList<Part>();
        kept.add(new Part.Text(other));
        parts.stream().filter(part -> !(part instanceof Part.Text)).forEach(kept::add);
        return new TurnView(id, threadId, agentId, role, other, kept, model, costUsd, runId, createdAt, status);
    }
}
