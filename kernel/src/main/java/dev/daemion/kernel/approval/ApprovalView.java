package dev.daemion.kernel.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A pending question and, once given, its answer.
 *
 * @param title a few words
 * @param summary one sentence a person can decide on
 * @param detail exactly what will run or become active
 * @param contentHash SHA-256 (hex) of the canonical JSON of {@code detail}; the decision is bound to it
 * @param decidedBy name of the device that answered
 */
public record ApprovalView(
        ApprovalId id,
        ApprovalKind kind,
        ApprovalStatus status,
        String title,
        String summary,
        JsonNode detail,
        String contentHash,
        @Nullable ExtensionId extensionId,
        @Nullable RunId runId,
        @Nullable ThreadId threadId,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Decision decision,
        @Nullable Scope scope,
        @Nullable Instant decidedAt,
        @Nullable String decidedBy) {}
