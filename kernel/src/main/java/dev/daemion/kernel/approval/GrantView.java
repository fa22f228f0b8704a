package dev.daemion.kernel.approval;

import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.ThreadId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A call that a person allowed beyond the once it was asked about.
 *
 * @param id of the approval it comes from
 * @param subject what the call's decisive argument has to equal
 * @param agentId who may make it
 * @param threadId the thread it is limited to; null everywhere
 * @param extensionId with {@code version}: the extension whose content may make it; null when it is the agent's own
 */
public record GrantView(
        ApprovalId id,
        String tool,
        String subject,
        String agentId,
        @Nullable ThreadId threadId,
        @Nullable ExtensionId extensionId,
        @Nullable Integer version,
        Instant at) {}
