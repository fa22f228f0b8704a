package dev.daemion.gateway.http;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * One route.
 *
 * @param method upper case; a {@code GET} answers {@code HEAD} too
 * @param template the path with its variables in braces, as in the OpenAPI document: {@code /threads/{id}}
 * @param access who may call it
 */
public record Endpoint(String method, String template, Access access, Handler handler) {
    /** Everything below shows apps in a browser, each in an opaque origin. */
    public static final String SANDBOX = "/sandbox/apps/";

    /** Who may call a route. */
    public enum Access {
        /** Everybody; the handler still learns who asks. */
        OPEN,
        /** A local process or a paired device. */
        TOKEN,
        /** The same, on a stream: the token may also come as WebSocket subprotocol or in the query. */
        STREAM,
        /** Whoever has the ticket in its path; the handler refuses everybody else. Below {@link #SANDBOX} only. */
        TICKET
    }

    /** Answers a request, or fails with a {@link dev.daemion.kernel.problem.Problem}; it may also throw one. */
    @FunctionalInterface
    public interface Handler {
        CompletionStage<HttpResponse> handle(Exchange exchange);
    }

    public static Endpoint get(String template, Handler handler) {
        return new Endpoint("GET", template, Access.TOKEN, handler);
    }

    public static Endpoint post(String template, Handler handler) {
        return new Endpoint("POST", template, Access.TOKEN, handler);
    }

    public static Endpoint put(String template, Handler handler) {
        return new Endpoint("PUT", template, Access.TOKEN, handler);
    }

    public static Endpoint patch(String template, Handler handler) {
        return new Endpoint("PATCH", template, Access.TOKEN, handler);
    }

    public static Endpoint delete(String template, Handler handler) {
        return new Endpoint("DELETE", template, Access.TOKEN, handler);
    }

    /** An event stream, opened with {@code GET}. */
    public static Endpoint stream(String template, Handler handler) {
        return new Endpoint("GET", template, Access.STREAM, handler);
    }

    /** A route that its own path opens. A last variable called {@code path} stands for all that follows. */
    public static Endpoint ticketed(String method, String template, Handler handler) {
        return new Endpoint(method, template, Access.TICKET, handler);
    }

    /** The same route for everybody. */
    public Endpoint open() {
        return new Endpoint(method, template, Access.OPEN, handler);
    }

    List<String> segments() {
        return Router.segments(template);
    }
}
