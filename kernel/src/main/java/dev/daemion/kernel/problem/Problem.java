package dev.daemion.kernel.problem;

import java.io.Serial;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A refusal: the command was understood and is not carried out. It has no stack trace because nothing failed; no actor
 * throws it, it travels in {@code StatusReply.error}. The detail is a sentence that says what to do; it is shown to
 * people and must hold no secret.
 */
public final class Problem extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final ProblemCode code;
    private final transient List<Finding> findings;
    private final transient @Nullable Integer retryAfterSeconds;

    public Problem(ProblemCode code, String detail) {
        this(code, detail, List.of(), null);
    }

    public Problem(ProblemCode code, String detail, List<Finding> findings) {
        this(code, detail, findings, null);
    }

    private Problem(ProblemCode code, String detail, List<Finding> findings, @Nullable Integer retryAfterSeconds) {
        super(detail, null, false, false);
        this.code = code;
        this.findings = List.copyOf(findings);
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** The same refusal, with the number of seconds after which another try makes sense (at least 1). */
    public Problem retryAfter(int seconds) {
        return new Problem(code, detail(), findings, Math.max(1, seconds));
    }

    public ProblemCode code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    /**
     * Everything that was wrong with the input, all at once; empty unless the code is {@code VALIDATION_FAILED} or
     * {@code MALFORMED}.
     */
    public List<Finding> findings() {
        return findings;
    }

    public Optional<Integer> retryAfterSeconds() {
        return Optional.ofNullable(retryAfterSeconds);
    }
}
