package dev.daemion.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.wire.Json;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only place where a refusal becomes HTTP: a status and a problem document (RFC 9457). An unexpected failure tells
 * the client nothing but an id, under which the log has the cause.
 */
public final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final int RETRY_AFTER_SECONDS_DEFAULT = 1;
    private static final String ERROR_ID_PREFIX = "err_";
    static final ContentType PROBLEM_JSON = ContentTypes.parse("application/problem+json");

    private final IdSource ids;

    public Problems(IdSource ids) {
        this.ids = ids;
    }

    /** The answer to whatever went wrong while a request was handled. */
    public HttpResponse answer(Throwable failure) {
        return switch (unwrap(failure)) {
            case Problem problem -> answer(problem);
            case TimeoutException late ->
                answer(new Problem(
                        ProblemCode.TIMED_OUT,
                        "The gateway is busy and did not answer in time. Nothing is known to have been refused: look"
                                + " before you repeat a change."));
            case IllegalUriException uri ->
                answer(new Problem(ProblemCode.MALFORMED, "The path or the query of the request is not a legal URI."));
            case Throwable unexpected -> unexpected(unexpected);
        };
    }

    public static HttpResponse answer(Problem problem) {
        var body = body(problem);
        var answer = response(status(problem.code()), body);
        return switch (problem.code().kind()) {
            case UNAUTHORIZED -> answer.addHeader(RawHeader.create("WWW-Authenticate", "Bearer"));
            case TOO_MANY, UNAVAILABLE ->
                answer.addHeader(RawHeader.create(
                        "Retry-After",
                        Integer.toString(problem.retryAfterSeconds().orElse(RETRY_AFTER_SECONDS_DEFAULT))));
            case INVALID,
                    FORBIDDEN,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    NOT_ACCEPTABLE,
                    CONFLICT,
                    TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    INTERNAL -> answer;
        };
    }

    static int status(ProblemCode code) {
        return switch (code.kind()) {
            case INVALID -> 400;
            case UNAUTHORIZED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case NOT_ACCEPTABLE -> 406;
            case CONFLICT -> 409;
            case TOO_LARGE -> 413;
            case UNSUPPORTED_MEDIA_TYPE -> 415;
            case TOO_MANY -> 429;
            case INTERNAL -> 500;
            case UNAVAILABLE -> 503;
        };
    }

    private HttpResponse unexpected(Throwable failure) {
        var id = ids.next(ERROR_ID_PREFIX);
        LOG.error("request failed, told the client {}", id, failure);
        var body = body(new Problem(
                ProblemCode.INTERNAL,
                "Something went wrong inside the gateway. Its log has the cause under " + id + "."));
        return response(500, body.put("id", id));
    }

    /** {@code error} repeats the detail as plain text, for clients that know no problem documents. */
    private static ObjectNode body(Problem problem) {
        var code = problem.code();
        var isUnauthorized = code == ProblemCode.UNAUTHORIZED;
        var body = Json.shown()
                .createObjectNode()
                .put("type", "urn:daemion:problem:" + code.wire())
                .put("title", title(code))
                .put("status", status(code))
                .put("detail", problem.detail())
                .put("code", code.wire())
                .put("error", isUnauthorized ? "unauthorized" : problem.detail());
        if (!problem.findings().isEmpty()) {
            body.set("errors", Json.shown().valueToTree(problem.findings()));
        }
        return body;
    }

    private static HttpResponse response(int status, ObjectNode body) {
        var entity = HttpEntities.create(PROBLEM_JSON, Answers.encode(body));
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(entity)
                .addHeader(RawHeader.create("Cache-Control", "no-store"));
    }

    private static String title(ProblemCode code) {
        var words = code.wire().replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static Throwable unwrap(Throwable failure) {
        var cause = failure.getCause();
        return (failure instanceof CompletionException || failure instanceof ExecutionException) && cause != null
                ? unwrap(cause)
                : failure;
    }
}
