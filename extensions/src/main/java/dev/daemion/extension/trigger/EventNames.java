package dev.daemion.extension.trigger;

import java.util.List;

/** What a job may wait for; nothing else ever happens under another name. */
public final class EventNames {
    /** A message was answered, well or not. */
    public static final String TURN_FINISHED = "turn.finished";

    public static final String RUN_FINISHED = "run.finished";
    public static final String RUN_FAILED = "run.failed";
    /** A run waits for a person. */
    public static final String SESSION_BLOCKED = "session.blocked";

    public static final String APPROVAL_REQUESTED = "approval.requested";
    public static final String EXTENSION_CHANGED = "extension.changed";
    public static final String BUDGET_WARNED = "budget.warned";
    public static final String JOB_PAUSED = "job.paused";

    public static final List<String> ALL = List.of(
            TURN_FINISHED,
            RUN_FINISHED,
            RUN_FAILED,
            SESSION_BLOCKED,
            APPROVAL_REQUESTED,
            EXTENSION_CHANGED,
            BUDGET_WARNED,
            JOB_PAUSED);

    private EventNames() {}
}
