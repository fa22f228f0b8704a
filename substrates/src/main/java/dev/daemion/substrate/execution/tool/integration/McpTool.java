package dev.daemion.substrate.execution.tool.integration;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.kernel.secret.Secret;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.tool.Tool;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * A tool of an MCP server. Whatever the server says about it (that it only reads, say) decides nothing: it always
 * counts as one that changes things.
 */
final class McpTool implements Tool {
    private static final int INPUT_LENGTH_MAX = 1024 * 1024;
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private final ToolSpec spec;
    private final String rawName;
    private final McpLink link;
    private final List<Secret> secrets;
    private final BiConsumer<ToolScope, String> told;
    private final ImageKeeper images;

    /**
     * @param rawName as the server calls it
     * @param secrets what the server was given: masked in what it answers
     * @param told what the server says on the way
     * @param images keeps the pictures it answers
     */
    McpTool(
            ToolSpec spec,
            String rawName,
            McpLink link,
            List<Secret> secrets,
            BiConsumer<ToolScope, String> told,
            ImageKeeper images) {
        this.spec = spec;
        this.rawName = rawName;
        this.link = link;
        this.secrets = List.copyOf(secrets);
        this.told = told;
        this.images = images;
    }

    @Override
    public ToolSpec spec() {
        return spec;
    }

    @Override
    public String subject(JsonNode input, ToolScope scope) {
        return "*";
    }

    @Override
    public Optional<String> refusal(JsonNode input, ToolScope scope) {
        if (!(input instanceof ObjectNode)) {
            return Optional.of("The input must be a JSON object.");
        }
        return input.toString().length() > INPUT_LENGTH_MAX
                ? Optional.of("The input has more than " + INPUT_LENGTH_MAX + " characters; send less.")
                : Optional.empty();
    }

    @Override
    public Question question(JsonNode input, ToolScope scope) {
        return new Question(
                "Use " + PlainText.line(rawName, 60) + " of " + link.integration(),
                "Calls it with " + PlainText.line(input.toString(), 300) + ".");
    }

    @Override
    public Running start(JsonNode input, ToolScope scope) {
        var refusal = refusal(input, scope);
        if (refusal.isPresent()) {
            return ended(refusal.get());
        }
        var session = link.session();
        if (session.isEmpty()) {
            return ended("The MCP server " + link.integration() + " is not connected: " + link.detail()
                    + " It is tried again by itself; use something else meanwhile.");
        }
        Map<String, Object> arguments = Json.stored().convertValue(input, OBJECT);
        var call = session.get()
                .call(
                        rawName,
                        arguments,
                        text -> told.accept(scope, Masking.of(text, secrets)),
                        answer -> images.keep(link.integration(), McpResultText.content(answer), scope)
                                .thenApply(kept -> McpResultText.of(link.integration(), answer, kept, secrets)));
        return new Running() {
            @Override
            public CompletionStage<Result> result() {
                return call.result().thenApply(McpTool.this::shown);
            }

            @Override
            public void cancel() {
                call.cancel();
            }
        };
    }

    /** An error too may repeat what the server was given. */
    private Result shown(Result result) {
        return new Result(Masking.of(result.output(), secrets), result.isError(), result.note());
    }

    private static Running ended(String reason) {
        return new Running() {
            @Override
            public CompletionStage<Result> result() {
                return CompletableFuture.completedStage(Result.error(reason));
            }

            @Override
            public void cancel() {
                // it has ended already
            }
        };
    }
}
