package dev.daemion.substrate.execution.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.approval.ApprovalKind;
import dev.daemion.kernel.approval.Decision;
import dev.daemion.kernel.approval.Scope;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.journal.JournalEntry;
import dev.daemion.kernel.journal.JournalName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What happened to one approval. Persistence id {@code approval|<ApprovalId>}. */
public sealed interface ApprovalEvent extends JournalEntry {
    Instant at();

    /**
     * @param detail exactly what will run
     * @param contentHash SHA-256 (hex) of the canonical JSON of {@code detail}
     */
    @JournalName("approval-requested")
    record Requested(
            ApprovalKind kind,
            String title,
            String summary,
            JsonNode detail,
            String contentHash,
            @Nullable ExtensionId extensionId,
            @Nullable RunId runId,
            @Nullable ThreadId threadId,
            @Nullable Instant expiresAt,
            Instant at)
            implements ApprovalEvent {}

    /** @param decidedBy name of the device */
    @JournalName("approval-decided")
    record Decided(Decision decision, Scope scope, @Nullable String note, String decidedBy, Instant at)
            implements ApprovalEvent {}

    @JournalName("approval-expired")
    record Expired(Instant at) implements ApprovalEvent {}
}
