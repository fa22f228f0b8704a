package dev.daemion.kernel.stream;

import dev.daemion.kernel.id.ThreadId;
import org.jspecify.annotations.Nullable;

/**
 * One frame as it goes out, rendered once for all its readers.
 *
 * @param threadId the thread it belongs to; null when it is global
 */
public record StreamFrame(long seq, @Nullable ThreadId threadId, FrameType type, String json) {}
