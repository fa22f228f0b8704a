package dev.daemion.substrate.execution.model.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.kernel.conversation.Part;
import dev.daemion.substrate.execution.model.ModelMessage;
import dev.daemion.substrate.execution.model.ModelRequest;
import dev.daemion.substrate.execution.model.ReplyBlock;
import java.net.URI;
import java.util.Locale;

/**
 * Our request as a chat completion (platform.openai.com/docs/api-reference/chat/create). Only members that every server
 * takes are sent, apart from what the address of the provider allows to be known about it.
 */
final class OpenAiRequest {
    private OpenAiRequest() {}

    static ObjectNode of(ModelRequest request, URI baseUrl) {
        var host = baseUrl.getHost().toLowerCase(Locale.ROOT);
        var body = JsonNodeFactory.instance.objectNode();
        body.put("model", request.model());
        body.put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        // OpenAI's newer models refuse max_tokens; the other servers know nothing else.
        body.put(host.endsWith("openai.com") ? "max_completion_tokens" : "max_tokens", request.outputTokensMax());
        if (host.endsWith("openrouter.ai")) body.putObject("usage").put("include", true);
        var messages = body.putArray("messages");
        if (!request.system().isBlank()) message(messages, "system").put("content", request.system());
        request.messages().forEach(message -> add(messages, message));
        if (!request.tools().isEmpty()) {
            var tools = body.putArray("tools");
            request.tools().forEach(tool -> {
                var function = tools.addObject().put("type", "function").putObject("function");
                function.put("name", tool.name()).put("description", tool.description());
                function.set("parameters", tool.inputSchema());
            });
        }
        return body;
    }

    private static ObjectNode message(ArrayNode messages, String role) {
        return messages.addObject().put("role", role);
    }

    private static void add(ArrayNode messages, ModelMessage message) {
        switch (message) {
            case ModelMessage.FromUser user -> addUser(message(messages, "user"), user);
            case ModelMessage.FromTools tools ->
                tools.answers()
                        .forEach(answer -> message(messages, "tool")
                                .put("tool_call_id", answer.toolCallId())
                                .put("content", answer.isError() ? "Error: " + answer.output() : answer.output()));
            case ModelMessage.FromModel model -> addModel(messages, model);
        }
    }

    private static void addUser(ObjectNode message, ModelMessage.FromUser user) {
        if (user.attachments().isEmpty()) {
            message.put("content", user.text());
            return;
        }
        var parts = message.putArray("content");
        for (var attachment : user.attachments()) addAttachment(parts, attachment);
        parts.addObject().put("type", "text").put("text", user.text());
    }

    private static void addAttachment(ArrayNode parts, Part.Attachment attachment) {
        var type = attachment.mimeType();
        if (type.startsWith("image/")) {
            parts.addObject()
                    .put("type", "image_url")
                    .putObject("image_url")
                    .put("url", "data:" + type + ";base64," + attachment.content());
            return;
        }
        var isText = type.startsWith("text/") || type.endsWith("json");
        var text = isText
                ? "Attachment " + attachment.name() + ":\n" + attachment.content()
                : "(The attachment " + attachment.name() + " of type " + type + " cannot be shown to this model.)";
        parts.addObject().put("type", "text").put("text", text);
    }

    /** Thinking is not given back: no server takes it, and most models are harmed by it. */
    private static void addModel(ArrayNode messages, ModelMessage.FromModel model) {
        var text = new StringBuilder();
        var calls = JsonNodeFactory.instance.arrayNode();
        for (var block : model.blocks()) {
            switch (block) {
                case ReplyBlock.Text(var part) -> text.append(part);
                case ReplyBlock.Thinking ignored -> {}
                case ReplyBlock.ToolUse(var id, var name, var input) ->
                    calls.addObject()
                            .put("id", id)
                            .put("type", "function")
                            .putObject("function")
                            .put("name", name)
                            .put("arguments", input.toString());
            }
        }
        if (text.isEmpty() && calls.isEmpty()) return;
        var message = message(messages, "assistant").put("content", text.toString());
        if (!calls.isEmpty()) message.set("tool_calls", calls);
    }
}
