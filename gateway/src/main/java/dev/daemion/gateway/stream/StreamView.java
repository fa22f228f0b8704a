package dev.daemion.gateway.stream;

import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.id.ThreadId;
import org.jspecify.annotations.Nullable;

/**
 * What a reader wants to see.
 *
 * @param threadId null for the global frames only
 * @param after the last {@code seq} it has seen; null to begin now
 * @param isExtended true for the frames beyond the twelve
 * @param deviceId whose token it came with; null for a process of this machine
 */
record StreamView(
        @Nullable ThreadId threadId,
        @Nullable Long after,
        boolean isExtended,
        @Nullable DeviceId deviceId) {}
