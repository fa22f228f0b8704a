package dev.daemion.substrate.execution;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.run.Priority;
import dev.daemion.kernel.run.RunKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many runs work at once. The owner's chats have places of their own, so that a night's jobs never make a person
 * wait; jobs and builds share the number of the limits control. Among those that wait the more pressing comes first,
 * and the older of two alike; who is overtaken {@value #OVERTAKEN_MAX} times counts one priority more, so nobody waits
 * for ever. Belongs to the execution substrate.
 */
final class RunSlots {
    /** Chats answered at once: far above what one person has open, low enough to bound what a script can start. */
    static final int CHATS_MAX = 64;
    /** So often a waiting run is overtaken before it rises. */
    static final int OVERTAKEN_MAX = 4;

    /** @param granted called on the substrate's actor; sends a message */
    record Acquire(RunId runId, RunKind kind, Priority priority, Runnable granted)
            implements ExecutionProtocol.Message {}

    /** Idempotent; also takes back a place that is still waited for. */
    record Release(RunId runId) implements ExecutionProtocol.Message {}

    private final Map<RunId, RunKind> working = new HashMap<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private int jobsMax;

    RunSlots(int jobsMax) {
        this.jobsMax = jobsMax;
    }

    void setJobsMax(int newMax) {
        jobsMax = newMax;
        admit();
    }

    void acquire(Acquire request) {
        waiting.removeIf(other -> other.request.runId().equals(request.runId()));
        if (working.containsKey(request.runId())) {
            request.granted().run();
            return;
        }
        waiting.add(new Waiting(request));
        admit();
    }

    void release(RunId runId) {
        waiting.removeIf(other -> other.request.runId().equals(runId));
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
        for (int next = first(); next >= 0; next = first()) {
            var admitted = waiting.remove(next);
            boolean isChat = admitted.request.kind() == RunKind.CHAT;
            waiting.subList(0, next).stream()
                    .filter(other -> (other.request.kind() == RunKind.CHAT) == isChat)
                    .forEach(other -> other.overtakenCount++);
            working.put(admitted.request.runId(), admitted.request.kind());
            admitted.request.granted().run();
        }
    }

    /** Who gets the next place; below 0 when nobody does. */
    private int first() {
        int best = -1;
        for (int i = 0; i < waiting.size(); i++) {
            var one = waiting.get(i);
            if (isFree(one.request.kind())
                    && (best < 0 || one.rank() > waiting.get(best).rank())) {
                best = i;
            }
        }
        return best;
    }

    /** A run that waits for a place. */
    private static final class Waiting {
        private final Acquire request;
        private int overtakenCount;

        private Waiting(Acquire request) {
            this.request = request;
        }

        private int rank() {
            return request.priority().rank() + overtakenCount / OVERTAKEN_MAX;
        }
    }

    private boolean isFree(RunKind kind) {
        boolean isChat = kind == RunKind.CHAT;
        long same = working.values().stream()
                .filter(other -> (other == RunKind.CHAT) == isChat)
                .count();
        return same < (isChat ? CHATS_MAX : jobsMax);
    }

    /** One sentence for people. */
    String summary() {
        return workingCount() + " runs work, " + waitingCount() + " wait";
    }
}
