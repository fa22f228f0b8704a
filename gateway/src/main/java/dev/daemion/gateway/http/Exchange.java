package dev.daemion.gateway.http;

import dev.daemion.gateway.auth.Caller;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.util.ByteString;

/** One request on its way through a route: who asks, what for, and the means to read it. */
public final class Exchange {
    private final HttpRequest request;
    private final Caller caller;
    private final String authority;
    private final Endpoint endpoint;
    private final List<String> pathValues;
    private final RequestBody body;

    Exchange(
            HttpRequest request,
            Caller caller,
            String authority,
            Endpoint endpoint,
            List<String> pathValues,
            RequestBody body) {
        this.request = request;
        this.caller = caller;
        this.authority = authority;
        this.endpoint = endpoint;
        this.pathValues = pathValues;
        this.body = body;
    }

    public HttpRequest request() {
        return request;
    }

    public Caller caller() {
        return caller;
    }

    /** Host and port as the client named the gateway. */
    public String authority() {
        return authority;
    }

    /** The value of the route's only path variable. */
    public String pathValue() {
        return pathValues.getFirst();
    }

    /** The value of one of the route's path variables, counted from 0. */
    public String pathValue(int index) {
        return pathValues.get(index);
    }

    /** The body as it arrives, for whoever hands it on; nobody else reads it then. */
    public RequestEntity streamedBody(long bytesMax) {
        return body.handedOn(bytesMax);
    }

    /**
     * The route's only path variable as an id. Text that is no id names nothing, so it is refused as not found.
     *
     * @param missing the code for "there is none", THREAD_NOT_FOUND and the like
     */
    public <I> I id(Function<String, Optional<I>> parse, ProblemCode missing) {
        var text = pathValue();
        return parse.apply(text)
                .orElseThrow(() ->
                        new Problem(missing, "There is no " + noun(missing) + " with the id " + Quoted.of(text) + "."));
    }

    /** The query, read field by field; call {@link Fields#done} at the end. */
    public Fields query() {
        return Fields.ofQuery(request, endpoint.access() == Endpoint.Access.STREAM);
    }

    /** The JSON object in the body, read field by field; call {@link Fields#done} at the end. */
    public CompletionStage<Fields> body() {
        return body.read(RequestBody.Presence.REQUIRED).thenApply(Fields::ofBody);
    }

    /** The same, where no body at all means an object without members. */
    public CompletionStage<Fields> optionalBody() {
        return body.read(RequestBody.Presence.OPTIONAL).thenApply(Fields::ofBody);
    }

    /** The body as text, where both JSON and YAML are welcome; whoever reads it checks it. */
    public CompletionStage<String> document() {
        return body.document();
    }

    /** The body as it came, byte by byte; empty when there is none. */
    public CompletionStage<ByteString> raw() {
        return body.raw();
    }

    /** The only value of a header; several are refused. */
    public Optional<String> header(String lowercaseName) {
        Optional<String> found = Optional.empty();
        for (HttpHeader header : request.getHeaders()) {
            if (header.is(lowercaseName)) {
                if (found.isPresent()) {
                    throw new Problem(ProblemCode.MALFORMED, "The header " + header.name() + " stands there twice.");
                }
                found = Optional.of(header.value());
            }
        }
        return found;
    }

    /** True when {@code Accept} names the media type itself. */
    public boolean asksFor(String mediaType) {
        return Accepts.names(request, mediaType);
    }

    /** True when {@code Accept} allows the media type, by a wildcard or by silence too. */
    public boolean takes(String mediaType) {
        return Accepts.takes(request, mediaType);
    }

    private static String noun(ProblemCode missing) {
        var wire = missing.wire();
        return wire.endsWith("_not_found") ? wire.substring(0, wire.length() - "_not_found".length()) : "record";
    }
}
