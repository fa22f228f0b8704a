package dev.daemion.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionVersionView;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.extension.ReseedView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol.ExtensionPatch;
import dev.daemion.kernel.protocol.ExtensionProtocol.PutView;
import dev.daemion.kernel.protocol.StorageQuery;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * What exists and how it came to be so. Bodies of the first and of {@code validate} may be YAML.
 *
 * <pre>
 * GET    /extensions                newest first; type, enabled, source, status, owner_agent_id, q, cursor, limit  200 400
 *                                   deleted=true: those to be had back, last deleted first; q, limit
 * POST   /extensions                create, or update by type and name                                  201 200 400 409
 * POST   /extensions/validate       findings without storing                                                    200 400
 * GET    /extensions/schema/{type}  JSON Schema of a definition                                                 200 404
 * GET    /extensions/{id}           one                                                                         200 404
 * PATCH  /extensions/{id}           description, definition whole, permissions whole, enabled; If-Match 200 400 404 409
 * DELETE /extensions/{id}           out of the lists, kept in history                                       204 404 409
 * POST   /extensions/{id}/toggle    whether it takes part                                               200 400 404 409
 * GET    /extensions/{id}/history   versions, newest first, with what changed                                   200 404
 * POST   /extensions/{id}/revert    back to a version, or to how it stood after a change                200 400 404 409
 * POST   /reseed                    brings the built-ins in line with the seeds                                     200
 * </pre>
 */
final class ExtensionRoutes {
    private static final int NAME_LENGTH_MAX = 64;
    private static final int SEARCH_LENGTH_MAX = 200;
    private static final int DESCRIPTION_LENGTH_MAX = 500;
    private static final int COUNT_MAX = 1_000_000;
    private static final Pattern ETAG = Pattern.compile("(?:W/)?\"?([0-9]{1,9})\"?");

    private final Asks asks;

    ExtensionRoutes(Asks asks) {
        this.asks = asks;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/extensions", this::listExtensions),
                Endpoint.post("/extensions", this::putExtension),
                Endpoint.post("/extensions/validate", this::validateExtension),
                Endpoint.get("/extensions/schema/{type}", this::getSchema),
                Endpoint.get("/extensions/{id}", this::getExtension),
                Endpoint.patch("/extensions/{id}", this::changeExtension),
                Endpoint.delete("/extensions/{id}", this::deleteExtension),
                Endpoint.post("/extensions/{id}/toggle", this::toggleExtension),
                Endpoint.get("/extensions/{id}/history", this::listVersions),
                Endpoint.post("/extensions/{id}/revert", this::revertExtension),
                Endpoint.post("/reseed", this::reseed));
    }

    /**
     * @param isValid true without findings
     * @param warnings names it mentions that nobody has yet
     */
    private record ValidationAnswer(boolean isValid, List<Finding> findings, List<Finding> warnings) {}

    private CompletionStage<HttpResponse> listExtensions(Exchange exchange) {
        var query = exchange.query();
        var type = query.oneOf("type", List.of(ExtensionType.values()), ExtensionType::wire);
        var enabled = query.flag("enabled");
        var source = query.oneOf("source", List.of(ExtensionSource.values()), ExtensionSource::wire);
        var status = query.oneOf("status", List.of(ExtensionStatus.values()), ExtensionStatus::wire);
        var owner = query.text("owner_agent_id", 1, NAME_LENGTH_MAX);
        var text = query.text("q", 0, SEARCH_LENGTH_MAX);
        var cursor = query.parsed("cursor", ExtensionId::parse, "an extension's id, as the Link header gives it");
        var limit = query.number("limit", 1, StorageQuery.LIMIT_MAX, StorageQuery.LIMIT_DEFAULT);
        var isDeleted = query.flag("deleted");
        query.done();
        var words = text == null || text.isBlank() ? null : text;
        if (Boolean.TRUE.equals(isDeleted)) {
            return asks.read(new StorageQuery.DeletedExtensions(words, limit)).thenApply(Answers::ok);
        }
        var kept = new Links("/extensions")
                .with("type", type == null ? null : type.wire())
                .with("enabled", enabled)
                .with("source", source == null ? null : source.wire())
                .with("status", status == null ? null : status.wire())
                .with("owner_agent_id", owner)
                .with("q", text)
                .with("limit", limit);
        return asks.read(new StorageQuery.Extensions(
                        type, enabled, source, status, owner, words, cursor == null ? null : cursor.value(), limit))
                .thenApply(page -> {
                    var answer = Answers.ok(page.items());
                    return page.next() == null
                            ? answer
                            : answer.addHeader(kept.with("cursor", page.next()).next());
                });
    }

    private CompletionStage<HttpResponse> putExtension(Exchange exchange) {
        var author = person(exchange);
        return exchange.document()
                .thenCompose(text ->
                        asks.<PutView>extension(replyTo -> new ExtensionProtocol.PutExtension(text, author, replyTo)))
                .thenApply(put -> put.isNew()
                        ? Answers.created("/extensions/" + put.extension().id(), put.extension())
                        : Answers.ok(put.extension()));
    }

    private CompletionStage<HttpResponse> validateExtension(Exchange exchange) {
        return exchange.document()
                .thenCompose(text -> asks.<ExtensionProtocol.Validation>extension(
                        replyTo -> new ExtensionProtocol.ValidateExtension(text, replyTo)))
                .thenApply(found -> Answers.ok(
                        new ValidationAnswer(found.findings().isEmpty(), found.findings(), found.warnings())));
    }

    private CompletionStage<HttpResponse> getSchema(Exchange exchange) {
        exchange.query().done();
        var name = exchange.pathValue();
        var type = Arrays.stream(ExtensionType.values())
                .filter(one -> one.wire().equals(name))
                .findFirst()
                .orElseThrow(() -> new Problem(
                        ProblemCode.NOT_FOUND,
                        "There is no type of extension called " + Quoted.of(name) + ". There is "
                                + String.join(
                                        ", ",
                                        Arrays.stream(ExtensionType.values())
                                                .map(ExtensionType::wire)
                                                .toList())
                                + "."));
        return asks.<JsonNode>extension(replyTo -> new ExtensionProtocol.DefinitionSchema(type, replyTo))
                .thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> getExtension(Exchange exchange) {
        var id = extensionId(exchange);
        exchange.query().done();
        return asks.read(new StorageQuery.OneExtension(id)).thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> changeExtension(Exchange exchange) {
        var id = extensionId(exchange);
        var expected = expectedVersion(exchange);
        var author = person(exchange);
        return exchange.body()
                .thenCompose(body -> {
                    var patch = new ExtensionPatch(
                            body.text("description", 1, DESCRIPTION_LENGTH_MAX),
                            body.object("definition"),
                            body.object("permissions"),
                            body.flag("enabled"));
                    body.done();
                    return asks.<ExtensionView>extension(
                            replyTo -> new ExtensionProtocol.ChangeExtension(id, patch, expected, author, replyTo));
                })
                .thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> deleteExtension(Exchange exchange) {
        var id = extensionId(exchange);
        return asks.<Done>extension(replyTo -> new ExtensionProtocol.DeleteExtension(
                        id, exchange.caller().name(), replyTo))
                .thenApply(_ -> Answers.noContent());
    }

    private CompletionStage<HttpResponse> toggleExtension(Exchange exchange) {
        var id = extensionId(exchange);
        return exchange.body()
                .thenCompose(body -> {
                    var enabled = body.flag("enabled");
                    if (enabled == null && !body.has("enabled")) {
                        body.wrong("enabled", "is required: true or false");
                    }
                    body.done();
                    return asks.<ExtensionView>extension(replyTo -> new ExtensionProtocol.ToggleExtension(
                            id, Boolean.TRUE.equals(enabled), exchange.caller().name(), replyTo));
                })
                .thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> listVersions(Exchange exchange) {
        var id = extensionId(exchange);
        exchange.query().done();
        return asks.<List<ExtensionVersionView>>extension(
                        replyTo -> new ExtensionProtocol.ExtensionHistory(id, replyTo))
                .thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> revertExtension(Exchange exchange) {
        var id = extensionId(exchange);
        return exchange.body()
                .thenCompose(body -> {
                    var version = count(body, "version");
                    var change = count(body, "change");
                    if ((version == null) == (change == null)) {
                        body.wrong("version", "send either version or change, the number to go back to");
                    }
                    body.done();
                    return asks.<ExtensionView>extension(replyTo -> new ExtensionProtocol.RevertExtension(
                            id, version, change, exchange.caller().name(), null, replyTo));
                })
                .thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> reseed(Exchange exchange) {
        return exchange.optionalBody()
                .thenCompose(body -> {
                    body.done();
                    return asks.<ReseedView>extension(ExtensionProtocol.Reseed::new);
                })
                .thenApply(Answers::ok);
    }

    private static @Nullable Integer count(Fields body, String name) {
        int number = body.number(name, 1, COUNT_MAX, 0);
        return number == 0 ? null : number;
    }

    /** {@code If-Match: 3}, also quoted as an entity tag; {@code *} is any. */
    private static @Nullable Integer expectedVersion(Exchange exchange) {
        var header = exchange.header("if-match");
        if (header.isEmpty() || header.get().strip().equals("*")) {
            return null;
        }
        var match = ETAG.matcher(header.get().strip());
        if (!match.matches()) {
            throw new Problem(
                    ProblemCode.MALFORMED, "If-Match holds the version the change was made from, such as \"3\".");
        }
        return Integer.valueOf(match.group(1));
    }

    private static ExtensionAuthor person(Exchange exchange) {
        return ExtensionAuthor.person(exchange.caller().name());
    }

    private static ExtensionId extensionId(Exchange exchange) {
        return exchange.id(ExtensionId::parse, ProblemCode.EXTENSION_NOT_FOUND);
    }
}
