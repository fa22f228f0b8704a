package dev.daemion.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.wire.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;

/**
 * Reads the body of a request as one JSON object: bounded while it arrives, in strict UTF-8, without NUL, at most
 * {@link Json#DEPTH_MAX} deep, each member once, nothing after it.
 */
final class RequestBody {
    static final long BYTES_MAX = 1024 * 1024;
    /** What is read and thrown away, so that a client which sends first and reads later still gets its answer. */
    private static final long DRAINED_BYTES_MAX = 16 * BYTES_MAX;

    /** RFC 9512, and what people sent before it. */
    private static final Set<String> YAML =
            Set.of("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml");

    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(5);

    private static final Duration ARRIVES_WITHIN = Duration.ofSeconds(15);

    private final HttpRequest request;
    private final ActorSystem<?> system;
    private boolean isStreamed;

    RequestBody(HttpRequest request, ActorSystem<?> system) {
        this.request = request;
        this.system = system;
    }

    enum Presence {
        REQUIRED,
        OPTIONAL
    }

    CompletionStage<ObjectNode> read(Presence presence) {
        var entity = request.entity();
        if (entity.isKnownEmpty()) {
            return presence == Presence.OPTIONAL
                    ? CompletableFuture.completedStage(Json.shown().createObjectNode())
                    : refuse(ProblemCode.MALFORMED, "The request has no body. Send a JSON object.");
        }
        if (!isJson(entity)) {
            return refuse(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    "Send the body as JSON, with Content-Type: application/json in UTF-8.");
        }
        if (isEncoded(request)) {
            return refuse(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Send the body as it is, without Content-Encoding.");
        }
        return bytes(entity).thenApply(bytes -> parse(bytes, presence));
    }

    /** A document in JSON or YAML, as text: bounded and in strict UTF-8, otherwise unread. */
    CompletionStage<String> document() {
        var entity = request.entity();
        if (entity.isKnownEmpty()) {
            return refuse(ProblemCode.MALFORMED, "The request has no body. Send the record as JSON or YAML.");
        }
        if (!isJson(entity) && !isYaml(entity)) {
            return refuse(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    "Send the body as JSON or YAML in UTF-8, with Content-Type: application/json or application/yaml.");
        }
        if (isEncoded(request)) {
            return refuse(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Send the body as it is, without Content-Encoding.");
        }
        return bytes(entity).thenApply(bytes -> decode(bytes.toArrayUnsafe()));
    }

    /** The body as it arrives; a longer one fails on its way. */
    RequestEntity handedOn(long bytesMax) {
        isStreamed = true;
        return (RequestEntity) request.entity().withSizeLimit(bytesMax);
    }

    /** The bytes as they came, at most {@value #BYTES_MAX}. */
    CompletionStage<ByteString> raw() {
        return bytes(request.entity());
    }

    /** Lets go of a body nobody will read. */
    void drain() {
        if (!isStreamed && !request.entity().isStrict() && !expectsContinue(request)) {
            request.entity()
                    .withoutSizeLimit()
                    .getDataBytes()
                    .takeWithin(DRAINED_WITHIN)
                    .limitWeighted(DRAINED_BYTES_MAX, chunk -> (long) chunk.size())
                    .runWith(Sink.ignore(), system);
        }
    }

    private CompletionStage<ByteString> bytes(HttpEntity entity) {
        if (entity instanceof HttpEntity.Strict strict) {
            return strict.getData().size() <= BYTES_MAX
                    ? CompletableFuture.completedStage(strict.getData())
                    : tooLarge();
        }
        var announced = entity.getContentLengthOption();
        if (announced.isPresent() && announced.getAsLong() > BYTES_MAX) {
            return tooLarge();
        }
        isStreamed = true;
        return entity.withoutSizeLimit()
                .getDataBytes()
                .completionTimeout(ARRIVES_WITHIN)
                .takeWhile(new Counter()::isBearable, true)
                .runFold(new Collected(ByteString.emptyByteString(), 0), Collected::plus, system)
                .handle((collected, failure) -> failure == null
                        ? collected.result()
                        : RequestBody.<ByteString>refuse(
                                ProblemCode.MALFORMED,
                                "The body did not arrive whole within " + ARRIVES_WITHIN.toSeconds() + " s."))
                .thenCompose(result -> result);
    }

    /** Lets a body that is too large go on for a while, so that its sender comes to read the refusal. */
    private static final class Counter {
        private long seen;

        boolean isBearable(ByteString chunk) {
            seen += chunk.size();
            return seen <= DRAINED_BYTES_MAX;
        }
    }

    /** @param bytes empty again once there were too many */
    private record Collected(ByteString bytes, long seen) {
        Collected plus(ByteString chunk) {
            long total = seen + chunk.size();
            return new Collected(total <= BYTES_MAX ? bytes.concat(chunk) : ByteString.emptyByteString(), total);
        }

        CompletionStage<ByteString> result() {
            return seen <= BYTES_MAX ? CompletableFuture.completedStage(bytes) : tooLarge();
        }
    }

    private static ObjectNode parse(ByteString bytes, Presence presence) {
        if (bytes.isEmpty() && presence == Presence.OPTIONAL) {
            return Json.shown().createObjectNode();
        }
        var text = decode(bytes.toArrayUnsafe());
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            throw new Problem(ProblemCode.MALFORMED, "The body holds a NUL character at position " + nul + ".");
        }
        JsonNode node;
        try {
            node = Json.shown().readTree(text);
        } catch (JsonProcessingException e) {
            throw new Problem(ProblemCode.MALFORMED, "The body is not acceptable JSON" + where(e) + ": " + reason(e));
        } catch (NumberFormatException e) { // an exponent beyond what a decimal can hold
            throw new Problem(ProblemCode.MALFORMED, "The body holds a number that is too large or too small.");
        }
        var finding = TextCheck.firstBad(node);
        if (finding.isPresent()) {
            throw new Problem(ProblemCode.MALFORMED, finding.get().detail(), List.of(finding.get()));
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new Problem(
                ProblemCode.MALFORMED,
                "The body must be a JSON object.",
                List.of(new Finding("", "expected an object, found " + Fields.kind(node))));
    }

    private static String decode(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(in)
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Problem(ProblemCode.MALFORMED, "The body is not UTF-8: see byte " + in.position() + ".");
        }
    }

    private static String where(JsonProcessingException e) {
        var at = e.getLocation();
        return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    /** The parser's own words up to its first aside, which is about its classes and not about the input. */
    private static String reason(JsonProcessingException e) {
        var words = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
        int aside = words.indexOf(" (");
        var plain = aside > 0 ? words.substring(0, aside) : words;
        return Quoted.plain(plain.endsWith(".") ? plain : plain + ".");
    }

    private static boolean isJson(HttpEntity entity) {
        var type = entity.getContentType();
        var media = type.mediaType().mainType() + "/" + type.mediaType().subType();
        var charset = type.getCharsetOption().map(c -> c.value().toLowerCase(Locale.ROOT));
        return media.equalsIgnoreCase("application/json")
                && charset.filter(name -> !name.equals("utf-8")).isEmpty();
    }

    private static boolean isYaml(HttpEntity entity) {
        var media = entity.getContentType().mediaType();
        var name = (media.mainType() + "/" + media.subType()).toLowerCase(Locale.ROOT);
        return YAML.contains(name);
    }

    private static boolean isEncoded(HttpRequest request) {
        for (HttpHeader header : request.getHeaders()) {
            if (header.is("content-encoding") && !header.value().equalsIgnoreCase("identity")) {
                return true;
            }
        }
        return false;
    }

    private static boolean expectsContinue(HttpRequest request) {
        return request.getHeader("Expect").isPresent();
    }

    private static <T> CompletionStage<T> tooLarge() {
        return refuse(ProblemCode.TOO_LARGE, "The body is larger than 1 MiB (1,048,576 bytes), the most there may be.");
    }

    private static <T> CompletionStage<T> refuse(ProblemCode code, String detail) {
        return CompletableFuture.failedStage(new Problem(code, detail));
    }
}
