package dev.daemion.substrate.execution.model.call;

import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One try of a call went wrong. Control flow between a wire and the retries above it; no stack trace, no secret. */
public final class WireFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Problem problem;
    private final boolean isTransient;
    private final transient @Nullable Duration retryAfter;

    private WireFailure(Problem problem, boolean isTransient, @Nullable Duration retryAfter) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.isTransient = isTransient;
        this.retryAfter = retryAfter;
    }

    /** Another try makes no sense. */
    public static WireFailure fatal(ProblemCode code, String detail) {
        return new WireFailure(new Problem(code, detail), false, null);
    }

    /** @param retryAfter how long the provider asks to wait; null when it says nothing */
    public static WireFailure passing(ProblemCode code, String detail, @Nullable Duration retryAfter) {
        return new WireFailure(new Problem(code, detail), true, retryAfter);
    }

    public Problem problem() {
        return problem;
    }

    /** True when the same request may well succeed a little later. */
    public boolean isTransient() {
        return isTransient;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
