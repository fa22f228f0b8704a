package dev.daemion.gateway.settings;

import java.io.Serial;

/**
 * The process does not start, and the message is one sentence that says why and what to do. It has no stack trace
 * because nothing failed: something outside has to change first.
 */
public final class StartRefused extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** What has to change; each has its own exit code in the command line's table. */
    public enum Reason {
        /** The state directory or the credential is not private, not ours, or cannot be used. */
        HOME,
        /** {@code config.yaml}, the environment or a flag holds something that is not allowed. */
        SETTINGS,
        /** Something else listens on the port. */
        PORT_TAKEN,
        /** Another daemon already serves this home. */
        ALREADY_RUNNING,
        /** The database cannot be opened. */
        DATABASE
    }

    private final Reason reason;

    public StartRefused(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** The sentence for the person who started it. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
