package dev.daemion.substrate.execution;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.run.RunKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How many runs work at once. The owner's chats have places of their own, so that a night's jobs never make a person
 * wait; jobs and builds share the number of the limits control, first come first served. Belongs to the execution
 * substrate.
 */
final class RunSlots {
    /** Chats answered at once: far above what one person has open, low enough to bound what a script can start. */
    static final int CHATS_MAX = 64;

    /** @param granted called on the substrate's actor; sends a message */
    record Acquire(RunId runId, RunKind kind, Runnable granted) implements ExecutionProtocol.Message {}

    /** Idempotent; also takes back a place that is still waited for. */
    record Release(RunId runId) implements ExecutionProtocol.Message {}

    private final Map<RunId, RunKind> working = new HashMap<>();
    private final Deque<Acquire> waiting = new ArrayDeque<>();
    private int jobsMax;

    RunSlots(int jobsMax) {
        this.jobsMax = jobsMax;
    }

    void setJobsMax(int newMax) {
        jobsMax = newMax;
        admit();
    }

    void acquire(Acquire request) {
        waiting.removeIf(other -> other.runId().equals(request.runId()));
        if (working.containsKey(request.runId())) {
            request.granted().run();
            return;
        }
        waiting.add(request);
        admit();
    }

    void release(RunId runId) {
        waiting.removeIf(other -> other.runId().equals(runId));
        if (working.remove(runId) != null) {
            admit();
        }
    }

    int workingCount() {
        return working.size();
    }

    int waitingCount() {
        return waiting.size();
    }

    private void admit() {
        var iterator = waiting.iterator();
        while (iterator.hasNext()) {
            var request = iterator.next();
            if (isFree(request.kind())) {
                iterator.remove();
                working.put(request.runId(), request.kind());
                request.granted().run();
            }
        }
    }

    private boolean isFree(RunKind kind) {
        boolean isChat = kind == RunKind.CHAT;
        long same = working.values().stream()
                .filter(other -> (other == RunKind.CHAT) == isChat)
                .count();
        return same < (isChat ? CHATS_MAX : jobsMax);
    }
}
