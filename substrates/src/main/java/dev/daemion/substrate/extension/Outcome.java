package dev.daemion.substrate.extension;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.ExtensionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an extension stands after a command: what its substrate has to know of it.
 *
 * @param seedDigest null unless it comes from a seed or an agent's folder
 * @param waiting what waits for a person, null for nothing
 * @param isNew true when this very command changed something
 */
record Outcome(
        ExtensionView view,
        boolean isEssential,
        boolean isOverridden,
        boolean isDeleted,
        boolean hasVersionInForce,
        @Nullable String seedDigest,
        @Nullable Waiting waiting,
        boolean isNew) {

    /** @param shown exactly what a person is to agree to */
    record Waiting(ApprovalId approvalId, int version, JsonNode shown, String by, Instant since, boolean isReminded) {}

    static Outcome of(ExtensionId id, ExtensionState.Present state, boolean isNew) {
        var standing = state.standing();
        var proposed = state.proposed();
        var approvalId = standing.approvalId();
        var waiting = proposed.isEmpty() || approvalId == null
                ? null
                : new Waiting(
                        approvalId,
                        proposed.get().number(),
                        proposed.get().content().shown(state.type(), state.name()),
                        proposed.get().by(),
                        proposed.get().at(),
                        state.isReminded());
        return new Outcome(
                state.view(id),
                state.isEssential(),
                standing.isOverridden(),
                standing.isDeleted(),
                standing.approved() != null,
                state.seedDigest(),
                waiting,
                isNew);
    }

    /** True when the version in force takes part right now. */
    boolean takesPart() {
        return hasVersionInForce && !isDeleted && view.enabled();
    }
}
