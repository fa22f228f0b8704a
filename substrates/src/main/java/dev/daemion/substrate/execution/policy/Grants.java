package dev.daemion.substrate.execution.policy;

import dev.daemion.kernel.approval.GrantView;
import dev.daemion.kernel.extension.Warrant;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.ThreadId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What people have allowed beyond one call, as a value: the state of the {@code grants} journal.
 *
 * @param byApproval at most {@link #COUNT_MAX}; the oldest gives way
 */
public record Grants(Map<ApprovalId, Grant> byApproval) {
    /** Most grants kept. */
    public static final int COUNT_MAX = 1000;

    public static final Grants NONE = new Grants(Map.of());

    /**
     * @param threadId the thread it is limited to; null everywhere
     * @param extensionId with {@code version}: the extension whose content may make the call; null when it was the
     *     agent's own
     */
    public record Grant(
            String tool,
            String subject,
            String agentId,
            @Nullable ThreadId threadId,
            @Nullable ExtensionId extensionId,
            @Nullable Integer version,
            Instant at) {}

    public Grants {
        byApproval = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(byApproval));
    }

    /** Newest first. */
    List<GrantView> views() {
        return byApproval.entrySet().stream()
                .map(entry -> view(entry.getKey(), entry.getValue()))
                .toList()
                .reversed();
    }

    private static GrantView view(ApprovalId id, Grant grant) {
        return new GrantView(
                id,
                grant.tool(),
                grant.subject(),
                grant.agentId(),
                grant.threadId(),
                grant.extensionId(),
                grant.version(),
                grant.at());
    }

    /** The grants after an event. */
    public Grants after(GrantEvent event) {
        var next = new LinkedHashMap<>(byApproval);
        switch (event) {
            case GrantEvent.Added added -> {
                if (next.size() >= COUNT_MAX && !next.containsKey(added.approvalId())) {
                    next.remove(next.keySet().iterator().next());
                }
                next.put(
                        added.approvalId(),
                        new Grant(
                                added.tool(),
                                added.subject(),
                                added.agentId(),
                                added.threadId(),
                                added.extensionId(),
                                added.version(),
                                added.at()));
            }
            case GrantEvent.Revoked revoked -> next.remove(revoked.approvalId());
        }
        return new Grants(next);
    }

    /** True when exactly this call was allowed: the same tool, the same subject, the same agent. */
    public boolean covers(String tool, String subject, String agentId, ThreadId threadId) {
        return byApproval.values().stream()
                .anyMatch(grant -> grant.extensionId() == null
                        && grant.tool().equals(tool)
                        && grant.subject().equals(subject)
                        && grant.agentId().equals(agentId)
                        && (grant.threadId() == null || grant.threadId().equals(threadId)));
    }

    /** True when a person allowed exactly this call to exactly this version of an extension. */
    public boolean permits(Warrant warrant, String tool, String subject, ThreadId threadId) {
        return byApproval.values().stream()
                .anyMatch(grant -> warrant.extensionId().equals(grant.extensionId())
                        && Integer.valueOf(warrant.version()).equals(grant.version())
                        && grant.tool().equals(tool)
                        && grant.subject().equals(subject)
                        && (grant.threadId() == null || grant.threadId().equals(threadId)));
    }
}
