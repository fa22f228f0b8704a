package dev.daemion.substrate.trigger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.kernel.run.Firing;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.run.RunView;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;

/** Which jobs follow the end of another. Pure. */
final class Chains {
    /** Characters of an output that are passed on; the run has all of it. */
    private static final int OUTPUT_LENGTH_MAX = 100_000;

    private Chains() {}

    /**
     * Each job once: those the ended one names when it succeeded, and those that wait for this end of it.
     *
     * @param plan the job that ended
     * @param all every job that takes part
     */
    static List<JobPlan> after(JobPlan plan, RunStatus status, Collection<JobPlan> all) {
        var following = new LinkedHashMap<String, JobPlan>();
        for (var other : all) {
            boolean isNamed =
                    status == RunStatus.SUCCEEDED && plan.definition().chains().contains(other.name());
            if (isNamed || waitsFor(other, plan.name(), status)) {
                following.put(other.name(), other);
            }
        }
        following.remove(plan.name());
        return List.copyOf(following.values());
    }

    private static boolean waitsFor(JobPlan other, String name, RunStatus status) {
        var definition = other.definition();
        if (!definition.triggerType().equals("chain")
                || !definition.said("job").orElse("").equals(name)) {
            return false;
        }
        boolean hasFailed = status == RunStatus.FAILED || status == RunStatus.INTERRUPTED;
        return switch (definition.said("on").orElse("succeeded")) {
            case "failed" -> hasFailed;
            case "finished" -> hasFailed || status == RunStatus.SUCCEEDED;
            default -> status == RunStatus.SUCCEEDED;
        };
    }

    /**
     * The same end fires each following job once, however often it is reported.
     *
     * @param output what the run came to, as the next job reads it
     */
    static Occasion occasion(String job, RunView run, String output, Instant at) {
        var payload = JsonNodeFactory.instance
                .objectNode()
                .put("job", job)
                .put("run_id", run.id().value())
                .put("status", run.status().wire())
                .put("output", output.length() <= OUTPUT_LENGTH_MAX ? output : output.substring(0, OUTPUT_LENGTH_MAX));
        if (Firing.isByEvent(run.trigger(), run.payload())) {
            payload.put(Firing.BY_EVENT, true);
        }
        if (run.error() != null) {
            payload.put("error", run.error());
        }
        return new Occasion("chain", "run:" + run.id(), at, payload, 1);
    }
}
