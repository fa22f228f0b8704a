package dev.daemion.substrate.execution.model.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the Anthropic API refuses with 400, in its words as far as they matter. */
final class AnthropicRules {
    private static final Set<String> MEMBERS = Set.of(
            "model",
            "max_tokens",
            "messages",
            "system",
            "tools",
            "tool_choice",
            "stream",
            "metadata",
            "stop_sequences",
            "thinking",
            "temperature",
            "top_p",
            "top_k",
            "service_tier",
            "cache_control");
    private static final Set<String> SAMPLING = Set.of("temperature", "top_p", "top_k");

    private AnthropicRules() {}

    static Optional<String> check(JsonNode body, String version) {
        if (!body.isObject()) return Optional.of("The request body is not valid JSON.");
        for (var member : body.properties()) {
            if (!MEMBERS.contains(member.getKey()))
                return Optional.of(member.getKey() + ": Extra inputs are not permitted");
            if (SAMPLING.contains(member.getKey()) && version.compareTo("2026-10-21") >= 0)
                return Optional.of(member.getKey() + ": not supported by this version of the API");
        }
        if (!body.path("model").isTextual()) return Optional.of("model: Field required");
        if (!body.has("max_tokens")) return Optional.of("max_tokens: Field required");
        if (body.path("max_tokens").asInt() < 1) return Optional.of("max_tokens: must be at least 1");
        if (body.findValues("cache_control").size() > 4)
            return Optional.of("A maximum of 4 blocks with cache_control may be provided.");
        for (var tool : body.path("tools")) {
            if (!tool.path("name").asText().matches("[a-zA-Z0-9_-]{1,128}"))
                return Optional.of("tools.name: String should match pattern");
            if (!tool.path("input_schema").path("type").asText().equals("object"))
                return Optional.of("tools.input_schema.type: Field required");
        }
        return messages(body.path("messages"));
    }

    private static Optional<String> messages(JsonNode messages) {
        if (!messages.isArray() || messages.isEmpty()) return Optional.of("messages: at least one message is required");
        var pending = List.<String>of();
        var seen = new HashSet<String>();
        for (var i = 0; i < messages.size(); i++) {
            var message = messages.get(i);
            var role = message.path("role").asText();
            if (!role.equals(i % 2 == 0 ? "user" : "assistant"))
                return Optional.of("messages." + i + ": roles must alternate between user and assistant");
            var content = message.path("content");
            if (content.isTextual() ? content.asText().isBlank() : content.isEmpty())
                return Optional.of("messages." + i + ": content must be non-empty");
            var results = new ArrayList<String>();
            var uses = new ArrayList<String>();
            for (var block : content) {
                var finding = block(block, i);
                if (finding.isPresent()) return finding;
                if (block.path("type").asText().equals("tool_result"))
                    results.add(block.path("tool_use_id").asText());
                if (block.path("type").asText().equals("tool_use")) {
                    if (!seen.add(block.path("id").asText())) return Optional.of("tool_use ids must be unique");
                    uses.add(block.path("id").asText());
                }
            }
            if (!results.containsAll(pending))
                return Optional.of("messages." + i
                        + ": tool_use ids were found without tool_result blocks immediately after: " + pending);
            if (!pending.containsAll(results))
                return Optional.of(
                        "messages." + i + ": unexpected tool_use_id found in tool_result blocks: " + results);
            pending = uses;
        }
        return pending.isEmpty() ? Optional.empty() : Optional.of("tool_use ids without tool_result: " + pending);
    }

    private static Optional<String> block(JsonNode block, int i) {
        return switch (block.path("type").asText()) {
            case "text" ->
                block.path("text").asText().isBlank()
                        ? Optional.of("messages." + i + ": text content blocks must be non-empty")
                        : Optional.empty();
            case "thinking" ->
                block.path("signature").asText().isBlank()
                        ? Optional.of("messages." + i + ": thinking.signature: Field required")
                        : Optional.empty();
            case "tool_use" ->
                block.path("id").asText().matches("[a-zA-Z0-9_-]+")
                                && block.path("input").isObject()
                        ? Optional.empty()
                        : Optional.of("messages." + i + ": tool_use.id: String should match pattern");
            case "tool_result", "image", "document", "redacted_thinking" -> Optional.empty();
            default -> Optional.of("messages." + i + ": unknown block type");
        };
    }
}
