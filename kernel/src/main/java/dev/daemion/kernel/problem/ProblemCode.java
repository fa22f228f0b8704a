package dev.daemion.kernel.problem;

import java.util.Locale;

/**
 * Every refusal there is. The lower-case name is wire format: clients switch on it, so a code is never renamed. The
 * kind of refusal, from which the gateway alone derives an HTTP status, is part of the code.
 */
public enum ProblemCode {
    MALFORMED(Kind.INVALID),
    VALIDATION_FAILED(Kind.INVALID),
    UNAUTHORIZED(Kind.UNAUTHORIZED),
    FORBIDDEN(Kind.FORBIDDEN),
    HOST_REFUSED(Kind.FORBIDDEN),
    ORIGIN_REFUSED(Kind.FORBIDDEN),
    PATH_OUTSIDE_ROOTS(Kind.FORBIDDEN),
    TOOL_DENIED(Kind.FORBIDDEN),
    NOT_FOUND(Kind.NOT_FOUND),
    THREAD_NOT_FOUND(Kind.NOT_FOUND),
    TURN_NOT_FOUND(Kind.NOT_FOUND),
    RUN_NOT_FOUND(Kind.NOT_FOUND),
    APPROVAL_NOT_FOUND(Kind.NOT_FOUND),
    EXTENSION_NOT_FOUND(Kind.NOT_FOUND),
    DEVICE_NOT_FOUND(Kind.NOT_FOUND),
    AGENT_NOT_FOUND(Kind.NOT_FOUND),
    MODEL_NOT_FOUND(Kind.NOT_FOUND),
    METHOD_NOT_ALLOWED(Kind.METHOD_NOT_ALLOWED),
    NOT_ACCEPTABLE(Kind.NOT_ACCEPTABLE),
    CONFLICT(Kind.CONFLICT),
    ALREADY_DECIDED(Kind.CONFLICT),
    IDEMPOTENCY_MISMATCH(Kind.CONFLICT),
    RUN_ENDED(Kind.CONFLICT),
    THREAD_ARCHIVED(Kind.CONFLICT),
    ESSENTIAL_EXTENSION(Kind.CONFLICT),
    VERSION_MISMATCH(Kind.CONFLICT),
    TOO_LARGE(Kind.TOO_LARGE),
    UNSUPPORTED_MEDIA_TYPE(Kind.UNSUPPORTED_MEDIA_TYPE),
    PAIRING_LOCKED(Kind.TOO_MANY),
    TOO_MANY(Kind.TOO_MANY),
    QUEUE_FULL(Kind.TOO_MANY),
    BUDGET_EXHAUSTED(Kind.TOO_MANY),
    STORAGE_UNAVAILABLE(Kind.UNAVAILABLE),
    TIMED_OUT(Kind.UNAVAILABLE),
    SOURCE_FAILED(Kind.UNAVAILABLE),
    STARTING(Kind.UNAVAILABLE),
    STOPPING(Kind.UNAVAILABLE),
    MODEL_UNREACHABLE(Kind.UNAVAILABLE),
    MODEL_UNAUTHORIZED(Kind.UNAVAILABLE),
    MODEL_REFUSED(Kind.UNAVAILABLE),
    MODEL_OVERLOADED(Kind.UNAVAILABLE),
    MODEL_STALLED(Kind.UNAVAILABLE),
    MODEL_GARBLED(Kind.UNAVAILABLE),
    MAX_TURNS_REACHED(Kind.CONFLICT),
    INTERRUPTED(Kind.CONFLICT),
    INTERNAL(Kind.INTERNAL);

    /** What a refusal means to whoever asked, free of any transport. */
    public enum Kind {
        INVALID,
        UNAUTHORIZED,
        FORBIDDEN,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        NOT_ACCEPTABLE,
        CONFLICT,
        TOO_LARGE,
        UNSUPPORTED_MEDIA_TYPE,
        TOO_MANY,
        UNAVAILABLE,
        INTERNAL
    }

    private final Kind kind;

    ProblemCode(Kind kind) {
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** The code as it stands on the wire: {@code thread_not_found}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
