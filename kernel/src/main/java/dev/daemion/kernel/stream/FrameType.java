package dev.daemion.kernel.stream;

/**
 * What a frame of {@code /stream} says. The first twelve reach every client, the rest only those that asked for
 * {@code extended=true}.
 */
public enum FrameType {
    CONNECTED("connected"),
    MESSAGE("message"),
    START("start"),
    TEXT_DELTA("text-delta"),
    TOOL_START("tool-start"),
    TOOL_END("tool-end"),
    FINISH("finish"),
    ERROR("error"),
    STOPPED("stopped"),
    WARNING("warning"),
    EXTENSION_CHANGED("extension-changed"),
    THREAD_UPDATED("thread-updated"),
    THINKING_DELTA("thinking-delta"),
    APPROVAL_REQUESTED("approval-requested"),
    APPROVAL_RESOLVED("approval-resolved"),
    RUN_UPDATED("run-updated"),
    NOTIFICATION("notification");

    private final String wire;

    FrameType(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    /** True for the frames that only extended clients get. */
    public boolean isExtended() {
        return compareTo(THREAD_UPDATED) > 0;
    }
}
