package dev.daemion.kernel.conversation;

import dev.daemion.kernel.id.ThreadId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A thread, as readers see it.
 *
 * @param agentId name of the agent that answers
 * @param model alias or model id chosen for the thread; null means the agent's own
 * @param mode {@code plan}, {@code act} or the name of a mode control
 * @param lastTurnAt null while nothing was said
 * @param running true while a run answers in it
 * @param unread assistant turns that no paired device has fetched
 */
public record ThreadView(
        ThreadId id,
        String title,
        String agentId,
        @Nullable String model,
        String mode,
        @Nullable String projectId,
        boolean archived,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant lastTurnAt,
        boolean running,
        int unread) {}
