package dev.daemion.gateway.http;

import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import java.util.Locale;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * What is not even HTTP gets a problem document too. Nothing is logged: the text may hold a token. Pekko finds this by
 * name and wants a Scala object, hence the field.
 */
public final class ParserProblems extends ParsingErrorHandler {
    public static final ParserProblems MODULE$ = new ParserProblems();

    private ParserProblems() {}

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
        var summary = error.summary();
        var isAboutHost = summary.toLowerCase(Locale.ROOT).contains("host");
        var problem = switch (status.intValue()) {
            case 413 -> new Problem(ProblemCode.TOO_LARGE, "The request is too large.");
            case 414 -> new Problem(ProblemCode.MALFORMED, "The path and query are longer than 8 KiB.");
            case 431 -> new Problem(ProblemCode.MALFORMED, "A header is longer than 8 KiB, or there are too many.");
            case 501 -> new Problem(ProblemCode.METHOD_NOT_ALLOWED, "The gateway does not know this method.");
            default ->
                isAboutHost
                        ? new Problem(ProblemCode.HOST_REFUSED, "The request needs exactly one legal Host header.")
                        : new Problem(ProblemCode.MALFORMED, "The request is not legal HTTP/1.1.");
        };
        return Headers.secure(Problems.answer(problem), null);
    }
}
