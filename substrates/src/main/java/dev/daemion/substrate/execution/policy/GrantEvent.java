package dev.daemion.substrate.execution.policy;

import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.journal.JournalEntry;
import dev.daemion.kernel.journal.JournalName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What people have allowed beyond one call. Persistence id {@code grants}. */
public sealed interface GrantEvent extends JournalEntry {
    /**
     * @param subject what the call's decisive argument must equal
     * @param threadId the thread it is limited to; null everywhere
     * @param approvalId the decision it comes from
     * @param extensionId with {@code version}: the extension whose content may make the call; null for the agent's own
     */
    @JournalName("grant-added")
    record Added(
            String tool,
            String subject,
            String agentId,
            @Nullable ThreadId threadId,
            ApprovalId approvalId,
            @Nullable ExtensionId extensionId,
            @Nullable Integer version,
            Instant at)
            implements GrantEvent {}

    /** @param by name of the device that took it back; null in rows older than the question */
    @JournalName("grant-revoked")
    record Revoked(ApprovalId approvalId, @Nullable String by, Instant at) implements GrantEvent {}
}
