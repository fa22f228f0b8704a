package dev.daemion.substrate.execution.process;

import java.time.Duration;

/**
 * How a child ended.
 *
 * @param code the program's own exit code, 128 + n when signal n ended it; -1 when it never started or its end was not
 *     seen
 * @param detail a sentence for people and models
 * @param leftoverCount processes it had left behind and that were ended with it
 */
public record Exit(
        Cause cause, int code, String detail, Captured stdout, Captured stderr, Duration elapsed, int leftoverCount) {
    /** What brought the end. */
    public enum Cause {
        EXITED,
        NOT_STARTED,
        TIMED_OUT,
        NO_FIRST_BYTE,
        IDLE,
        CANCELLED
    }

    /**
     * What was kept of one output.
     *
     * @param text UTF-8, what is not shown as U+FFFD; a line in its middle says how much was left out
     */
    public record Captured(String text, long byteCount, boolean isCut) {
        static final Captured NONE = new Captured("", 0, false);
    }

    static Exit notStarted(String detail) {
        return new Exit(Cause.NOT_STARTED, -1, detail, Captured.NONE, Captured.NONE, Duration.ZERO, 0);
    }
}
