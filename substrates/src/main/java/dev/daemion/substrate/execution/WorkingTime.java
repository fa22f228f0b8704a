package dev.daemion.substrate.execution;

import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.substrate.execution.tool.Tool;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * How long one run has been at work since it was taken up, against the timeout controls. A call that would go beyond
 * what is left is ended. Belongs to one {@link RunWork}.
 */
final class WorkingTime {
    private final Clock clock;
    private final Supplier<TimeLimits> limits;
    private Duration worked = Duration.ZERO;
    private long begunAt = -1;

    WorkingTime(Clock clock, Supplier<TimeLimits> limits) {
        this.clock = clock;
        this.limits = limits;
    }

    void begin() {
        begunAt = clock.millis();
    }

    /** The call that was begun has ended, or was cut off. */
    void end() {
        if (begunAt >= 0) {
            worked = worked.plusMillis(Math.max(0, clock.millis() - begunAt));
            begunAt = -1;
        }
    }

    /** Why the run ends here. */
    Optional<Problem> overdue() {
        return limits.get()
                .run()
                .filter(limit -> worked.compareTo(limit) >= 0)
                .map(limit -> new Problem(
                        ProblemCode.TIMED_OUT,
                        "the run has worked for " + limit.toSeconds() + " s, the longest that the timeout control"
                                + " admits: ask for less at once, or change the control"));
    }

    Optional<Duration> model() {
        return shorter(limits.get().model());
    }

    /** The call, ended when it takes longer than it may: then its result says so. */
    Tool.Running limited(Tool.Running running, String tool, ActorSystem<?> system) {
        var limit = shorter(limits.get().tool(tool));
        if (limit.isEmpty()) {
            return running;
        }
        var isLate = new AtomicBoolean();
        var alarm = system.scheduler()
                .scheduleOnce(
                        limit.get(),
                        () -> {
                            if (!running.result().toCompletableFuture().isDone()) {
                                isLate.set(true);
                                running.cancel();
                            }
                        },
                        system.executionContext());
        var result = running.result().thenApply(ended -> {
            alarm.cancel();
            return isLate.get() ? late(limit.get(), ended) : ended;
        });
        return new Tool.Running() {
            @Override
            public CompletionStage<Tool.Result> result() {
                return result;
            }

            @Override
            public void cancel() {
                alarm.cancel();
                running.cancel();
            }
        };
    }

    private static Tool.Result late(Duration limit, Tool.Result ended) {
        return new Tool.Result(
                "The call took longer than " + limit.toSeconds()
                        + " s, the longest that the timeout control admits, and was ended.",
                true,
                ended.note());
    }

    private Optional<Duration> shorter(Optional<Duration> ofCall) {
        var left = limits.get().run().map(limit -> limit.minus(worked)).filter(rest -> !rest.isNegative());
        if (left.isEmpty() || ofCall.isEmpty()) {
            return ofCall.isPresent() ? ofCall : left;
        }
        return left.get().compareTo(ofCall.get()) < 0 ? left : ofCall;
    }
}
