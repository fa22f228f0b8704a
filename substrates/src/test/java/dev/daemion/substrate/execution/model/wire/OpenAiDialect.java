package dev.daemion.substrate.execution.model.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chat completions from the server's side, as strict as OpenAI's own. */
final class OpenAiDialect implements Dialect {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> MEMBERS = Set.of(
            "model",
            "messages",
            "stream",
            "stream_options",
            "max_tokens",
            "max_completion_tokens",
            "tools",
            "tool_choice",
            "temperature",
            "top_p",
            "stop",
            "user",
            "usage");

    private final @Nullable String key;
    private int calls;
    private Act.Tokens tokens = new Act.Tokens(10, 5, 0, 0);
    private @Nullable BigDecimal costUsd;

    OpenAiDialect(@Nullable String key) {
        this.key = key;
    }

    @Override
    public Optional<Refusal> check(Received request) {
        if (key != null && !("Bearer " + key).equals(request.headers().get("authorization")))
            return refuse(
                    401,
                    "invalid_request_error",
                    "Incorrect API key provided: " + request.headers().getOrDefault("authorization", "none"));
        if (request.method().equals("GET") && request.path().equals("/v1/models")) return Optional.empty();
        if (!request.method().equals("POST") || !request.path().equals("/v1/chat/completions"))
            return refuse(404, "invalid_request_error", "Unknown request URL: " + request.path());
        return rules(request.body()).flatMap(text -> refuse(400, "invalid_request_error", text));
    }

    private static Optional<String> rules(JsonNode body) {
        if (!body.isObject()) return Optional.of("We could not parse the JSON body of your request.");
        for (var member : body.properties())
            if (!MEMBERS.contains(member.getKey()))
                return Optional.of("Unrecognized request argument supplied: " + member.getKey());
        if (!body.path("model").isTextual()) return Optional.of("you must provide a model parameter");
        if (!body.path("messages").isArray() || body.path("messages").isEmpty())
            return Optional.of("messages: should be non-empty");
        if (body.has("tools") && body.path("tools").isEmpty()) return Optional.of("tools: array too short");
        var pending = new HashSet<String>();
        var index = 0;
        for (var message : body.path("messages")) {
            var role = message.path("role").asText();
            if (role.equals("system") && index != 0) return Optional.of("system message must be first");
            if (role.equals("tool")) {
                if (!pending.remove(message.path("tool_call_id").asText()))
                    return Optional.of(
                            "messages with role 'tool' must be a response to a preceding message with tool_calls");
            } else if (!pending.isEmpty()) {
                return Optional.of("tool_call_ids did not have response messages: " + pending);
            }
            if (message.path("content").isMissingNode()) return Optional.of("content: field required");
            for (var call : message.path("tool_calls")) {
                if (!call.at("/function/arguments").isTextual()) return Optional.of("arguments: should be a string");
                pending.add(call.path("id").asText());
            }
            index++;
        }
        return pending.isEmpty() ? Optional.empty() : Optional.of("tool_call_ids without response: " + pending);
    }

    private static Optional<Refusal> refuse(int status, String type, String message) {
        var body = JSON.createObjectNode();
        body.putObject("error").put("message", message).put("type", type);
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
        return switch (act) {
            case Act.Tokens given -> {
                tokens = given;
                yield List.of();
            }
            case Act.Cost(var usd) -> {
                costUsd = usd;
                yield List.of();
            }
            case Act.Say(var text) -> List.of(chunk(JSON.createObjectNode().put("content", text), null));
            case Act.Think(var text) -> List.of(chunk(JSON.createObjectNode().put("reasoning_content", text), null));
            case Act.Use(var id, var tool, var json) -> use(id, tool, json);
            case Act.Fail(var type, var message) -> {
                var error = JSON.createObjectNode();
                error.putObject("error").put("type", type).put("message", message);
                yield List.of("data: " + error + "\n\n");
            }
            case Act.End(var reason) -> end(reason);
            case Act.Pause ignored -> List.of();
            case Act.Stall ignored -> List.of();
            case Act.Cut ignored -> List.of();
            case Act.Status ignored -> List.of();
            case Act.Raw ignored -> List.of();
            case Act.Drip ignored -> List.of();
        };
    }

    private List<String> use(String id, String tool, String json) {
        var events = new ArrayList<String>();
        var index = calls++;
        var begin = JSON.createObjectNode();
        var first = begin.putArray("tool_calls")
                .addObject()
                .put("index", index)
                .put("id", id)
                .put("type", "function");
        first.putObject("function").put("name", tool).put("arguments", "");
        events.add(chunk(begin, null));
        for (var i = 0; i < json.length(); i += 8) {
            var delta = JSON.createObjectNode();
            var call = delta.putArray("tool_calls").addObject().put("index", index);
            call.putObject("function").put("arguments", json.substring(i, Math.min(json.length(), i + 8)));
            events.add(chunk(delta, null));
        }
        return events;
    }

    private List<String> end(String reason) {
        var finish = reason.isEmpty() ? calls > 0 ? "tool_calls" : "stop" : reason;
        var last = JSON.createObjectNode().put("object", "chat.completion.chunk");
        last.putArray("choices");
        var usage = last.putObject("usage")
                .put("prompt_tokens", tokens.input() + tokens.cacheRead())
                .put("completion_tokens", tokens.output());
        usage.putObject("prompt_tokens_details").put("cached_tokens", tokens.cacheRead());
        if (costUsd != null) usage.put("cost", costUsd);
        return List.of(
                chunk(JSON.createObjectNode(), finish),
                ": keep-alive\n\n",
                "data: " + last + "\n\n",
                "data: [DONE]\n\n");
    }

    private static String chunk(ObjectNode delta, @Nullable String finish) {
        var chunk = JSON.createObjectNode().put("object", "chat.completion.chunk");
        var choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.put("finish_reason", finish);
        return "data: " + chunk + "\n\n";
    }
}
