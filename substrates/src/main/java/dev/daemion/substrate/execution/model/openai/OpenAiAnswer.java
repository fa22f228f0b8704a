package dev.daemion.substrate.execution.model.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.run.Usage;
import dev.daemion.substrate.execution.model.ModelEvent;
import dev.daemion.substrate.execution.model.ModelEvent.StopReason;
import dev.daemion.substrate.execution.model.ReplyBlock;
import dev.daemion.substrate.execution.model.call.ProviderAccess;
import dev.daemion.substrate.execution.model.call.WireFailure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Builds the whole answer from the chunks of its stream and passes the deltas on. Used by one thread. */
final class OpenAiAnswer {
    private final ProviderAccess provider;
    private final Consumer<ModelEvent> deltas;
    private final ToolCalls calls;
    private final StringBuilder thinking = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private String finishReason = "";
    private boolean isAnything;
    private Usage usage = Usage.NONE;
    private @Nullable BigDecimal costUsd;

    OpenAiAnswer(ProviderAccess provider, Consumer<ModelEvent> deltas, String idPrefix) {
        this.provider = provider;
        this.deltas = deltas;
        this.calls = new ToolCalls(provider, deltas, idPrefix);
    }

    void accept(JsonNode chunk) {
        if (!chunk.isObject()) throw provider.garbled("a chunk that is no JSON object");
        var error = chunk.path("error");
        if (error.isObject() || error.isTextual()) throw failure(error);
        if (!chunk.has("choices") && !chunk.has("usage")) throw provider.garbled("a chunk without choices");
        isAnything = true;
        readUsage(chunk);
        for (var choice : chunk.path("choices")) {
            if (choice.path("index").asInt(0) != 0) continue;
            var delta = choice.path("delta");
            var thought = first(delta, "reasoning_content", "reasoning", "thinking");
            if (!thought.isEmpty()) {
                thinking.append(thought);
                deltas.accept(new ModelEvent.ThinkingDelta(thought));
            }
            var said = content(delta.path("content")) + delta.path("refusal").asText("");
            if (!said.isEmpty()) {
                text.append(said);
                deltas.accept(new ModelEvent.TextDelta(said));
            }
            for (var call : delta.path("tool_calls")) calls.accept(call);
            var reason = choice.path("finish_reason").asText("");
            if (!reason.isEmpty() && !reason.equals("null")) finishReason = reason.toLowerCase(Locale.ROOT);
            if (finishReason.equals("error")) throw provider.refused(502, "the model behind it failed", null);
        }
    }

    /** True once the model said why it stopped; what follows is only the usage. */
    boolean isFinished() {
        return !finishReason.isEmpty();
    }

    ModelEvent.Completed completed() {
        if (!isAnything) throw provider.garbled("an empty stream");
        var reason = reason();
        var blocks = new ArrayList<ReplyBlock>();
        if (!thinking.isEmpty()) blocks.add(new ReplyBlock.Thinking(thinking.toString(), null, null));
        if (!text.isEmpty()) blocks.add(new ReplyBlock.Text(text.toString()));
        blocks.addAll(calls.blocks(reason == StopReason.LENGTH));
        return new ModelEvent.Completed(blocks, reason, usage, costUsd);
    }

    private StopReason reason() {
        return switch (finishReason) {
            case "length", "max_tokens", "model_length" -> StopReason.LENGTH;
            case "content_filter", "refusal", "safety" -> StopReason.REFUSED;
            // Ollama and others say "stop" although the answer is a tool call.
            default -> calls.isEmpty() ? StopReason.END : StopReason.TOOL_USE;
        };
    }

    private void readUsage(JsonNode chunk) {
        var found = chunk.path("usage");
        if (found.isObject()) {
            var cached = found.at("/prompt_tokens_details/cached_tokens").asLong(0);
            var prompt = Math.max(0, found.path("prompt_tokens").asLong(0) - cached);
            usage = new Usage(
                    prompt, Math.max(0, found.path("completion_tokens").asLong(0)), Math.max(0, cached), 0);
        }
        for (var place : List.of("/usage/cost", "/cost", "/usage/total_cost")) {
            var cost = chunk.at(place);
            if (cost.isNumber() && cost.decimalValue().signum() >= 0) {
                costUsd = cost.decimalValue();
                return;
            }
        }
    }

    private WireFailure failure(JsonNode error) {
        var said = error.isTextual() ? error.asText() : error.path("message").asText("");
        var code = error.path("code");
        if (code.isInt()) return provider.refused(code.asInt(), said, null);
        var kind = (error.path("type").asText("") + " " + code.asText("")).toLowerCase(Locale.ROOT);
        if (kind.contains("rate_limit")) return provider.refused(429, said, null);
        if (kind.contains("overloaded") || kind.contains("unavailable")) return provider.refused(503, said, null);
        if (kind.contains("server_error") || kind.contains("timeout") || kind.contains("internal"))
            return provider.refused(500, said, null);
        if (kind.contains("authentication") || kind.contains("invalid_api_key"))
            return provider.refused(401, said, null);
        return provider.refused(400, said, null);
    }

    private static String first(JsonNode node, String... members) {
        for (var member : members)
            if (node.path(member).isTextual()) return node.path(member).asText();
        return "";
    }

    /** Text, or the texts of a list of parts as Mistral sends it. */
    private static String content(JsonNode content) {
        if (content.isTextual()) return content.asText();
        var parts = new StringBuilder();
        for (var part : content) parts.append(part.path("text").asText(""));
        return parts.toString();
    }
}
