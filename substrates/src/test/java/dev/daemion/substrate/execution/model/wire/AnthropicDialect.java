package dev.daemion.substrate.execution.model.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Anthropic messages, versions 2026-10-21 and 2023-06-01, from the server's side. */
final class AnthropicDialect implements Dialect {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String key;
    private int index = -1;
    private String openBlock = "";
    private boolean isStarted;
    private boolean hasTool;
    private Act.Tokens tokens = new Act.Tokens(10, 5, 0, 0);

    AnthropicDialect(String key) {
        this.key = key;
    }

    @Override
    public Optional<Refusal> check(Received request) {
        if (!request.method().equals("POST") || !request.path().equals("/v1/messages"))
            return refuse(404, "not_found_error", "Not found: " + request.path());
        var version = request.headers().getOrDefault("anthropic-version", "");
        var bearer = request.headers().get("authorization");
        var apiKey = request.headers().get("x-api-key");
        switch (version) {
            case "2026-10-21" -> {
                if (apiKey != null || !("Bearer " + key).equals(bearer))
                    return refuse(401, "authentication_error", "invalid bearer token");
            }
            case "2023-06-01" -> {
                if (bearer != null || !key.equals(apiKey))
                    return refuse(401, "authentication_error", "invalid x-api-key");
            }
            default -> {
                return refuse(400, "invalid_request_error", "anthropic-version: unknown version " + version);
            }
        }
        var finding = AnthropicRules.check(request.body(), version);
        return finding.flatMap(text -> refuse(400, "invalid_request_error", text));
    }

    private static Optional<Refusal> refuse(int status, String type, String message) {
        var body = JSON.createObjectNode().put("type", "error");
        body.putObject("error").put("type", type).put("message", message);
        return Optional.of(new Refusal(status, body.toString()));
    }

    @Override
    public String question(JsonNode body) {
        var last = body.path("messages").path(body.path("messages").size() - 1).path("content");
        return last.isTextual()
                ? last.asText()
                : last.path(last.size() - 1).path("text").asText("");
    }

    @Override
    public List<String> events(Act act) {
        var events = new ArrayList<String>();
        if (act instanceof Act.Tokens given) {
            tokens = given;
            return events;
        }
        start(events);
        switch (act) {
            case Act.Say(var text) -> {
                open(events, "text", JSON.createObjectNode().put("type", "text").put("text", ""));
                delta(events, JSON.createObjectNode().put("type", "text_delta").put("text", text));
            }
            case Act.Think(var text) -> {
                open(
                        events,
                        "thinking",
                        JSON.createObjectNode()
                                .put("type", "thinking")
                                .put("thinking", "")
                                .put("signature", ""));
                delta(
                        events,
                        JSON.createObjectNode().put("type", "thinking_delta").put("thinking", text));
            }
            case Act.Use(var id, var tool, var json) -> {
                hasTool = true;
                closeBlock(events);
                var block = JSON.createObjectNode()
                        .put("type", "tool_use")
                        .put("id", id)
                        .put("name", tool);
                block.putObject("input");
                open(events, "tool " + id, block);
                for (var i = 0; i < json.length(); i += 8) {
                    var piece = json.substring(i, Math.min(json.length(), i + 8));
                    delta(
                            events,
                            JSON.createObjectNode()
                                    .put("type", "input_json_delta")
                                    .put("partial_json", piece));
                }
            }
            case Act.Fail(var type, var message) -> {
                var error = JSON.createObjectNode().put("type", "error");
                error.putObject("error").put("type", type).put("message", message);
                events.add(event("error", error));
            }
            case Act.End(var reason) -> {
                closeBlock(events);
                var end = JSON.createObjectNode().put("type", "message_delta");
                end.putObject("delta")
                        .put("stop_reason", reason.isEmpty() ? hasTool ? "tool_use" : "end_turn" : reason)
                        .putNull("stop_sequence");
                end.putObject("usage").put("output_tokens", tokens.output());
                events.add(event("message_delta", end));
                events.add(event("message_stop", JSON.createObjectNode().put("type", "message_stop")));
            }
            default -> {}
        }
        return events;
    }

    private void start(List<String> events) {
        if (isStarted) return;
        isStarted = true;
        var start = JSON.createObjectNode().put("type", "message_start");
        var message = start.putObject("message")
                .put("id", "msg_1")
                .put("type", "message")
                .put("role", "assistant")
                .put("model", "scripted")
                .putNull("stop_reason")
                .putNull("stop_sequence");
        message.putArray("content");
        message.putObject("usage")
                .put("input_tokens", tokens.input())
                .put("output_tokens", 1)
                .put("cache_read_input_tokens", tokens.cacheRead())
                .put("cache_creation_input_tokens", tokens.cacheWrite());
        events.add(event("message_start", start));
        events.add(event("ping", JSON.createObjectNode().put("type", "ping")));
    }

    private void open(List<String> events, String block, ObjectNode content) {
        if (openBlock.equals(block)) return;
        closeBlock(events);
        openBlock = block;
        var start = JSON.createObjectNode().put("type", "content_block_start").put("index", ++index);
        start.set("content_block", content);
        events.add(event("content_block_start", start));
    }

    private void closeBlock(List<String> events) {
        if (openBlock.isEmpty()) return;
        if (openBlock.equals("thinking"))
            delta(events, JSON.createObjectNode().put("type", "signature_delta").put("signature", "sig" + index));
        openBlock = "";
        events.add(event(
                "content_block_stop",
                JSON.createObjectNode().put("type", "content_block_stop").put("index", index)));
    }

    private void delta(List<String> events, ObjectNode delta) {
        var event = JSON.createObjectNode().put("type", "content_block_delta").put("index", index);
        event.set("delta", delta);
        events.add(event("content_block_delta", event));
    }

    private static String event(String name, JsonNode data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }
}
