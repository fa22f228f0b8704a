package dev.daemion.substrate.execution.model.anthropic;

import com.anthropic.core.JsonValue;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.Base64PdfSource;
import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RedactedThinkingBlockParam;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.ThinkingBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlockParam;
import dev.daemion.kernel.conversation.Part;
import dev.daemion.substrate.execution.model.ModelMessage;
import dev.daemion.substrate.execution.model.ModelRequest;
import dev.daemion.substrate.execution.model.ReplyBlock;
import dev.daemion.substrate.execution.tool.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Our request in the SDK's words. Roles alternate, empty texts are left out, and three cache marks are set where a
 * prefix stays the same from call to call: behind the tools, the system text and the last message. Sampling parameters
 * are not sent: API version 2026-10-21 refuses them.
 */
final class AnthropicRequest {
    private static final Set<String> IMAGE_TYPES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");
    private static final Pattern NOT_IN_AN_ID = Pattern.compile("[^A-Za-z0-9_-]");
    private static final CacheControlEphemeral CACHED =
            CacheControlEphemeral.builder().build();

    private AnthropicRequest() {}

    static MessageCreateParams of(ModelRequest request) {
        var params = MessageCreateParams.builder().model(request.model()).maxTokens(request.outputTokensMax());
        if (!request.system().isBlank())
            params.systemOfTextBlockParams(List.of(TextBlockParam.builder()
                    .text(request.system())
                    .cacheControl(CACHED)
                    .build()));
        var tools = request.tools();
        for (var i = 0; i < tools.size(); i++) params.addTool(tool(tools.get(i), i == tools.size() - 1));
        var rounds = rounds(request.messages());
        for (var i = 0; i < rounds.size(); i++) {
            var round = rounds.get(i);
            var blocks = i == rounds.size() - 1 ? cached(round.blocks()) : round.blocks();
            if (round.isFromModel()) params.addAssistantMessageOfContentBlockParams(blocks);
            else params.addUserMessageOfContentBlockParams(blocks);
        }
        return params.build();
    }

    private record Round(boolean isFromModel, List<ContentBlockParam> blocks) {}

    /** Messages with neighbours of one side put together, since roles must alternate. */
    private static List<Round> rounds(List<ModelMessage> messages) {
        var rounds = new ArrayList<Round>();
        for (var message : messages) {
            var blocks = blocks(message);
            if (blocks.isEmpty()) continue;
            var isFromModel = message instanceof ModelMessage.FromModel;
            if (!rounds.isEmpty() && rounds.getLast().isFromModel() == isFromModel)
                rounds.getLast().blocks().addAll(blocks);
            else rounds.add(new Round(isFromModel, blocks));
        }
        return rounds;
    }

    private static List<ContentBlockParam> blocks(ModelMessage message) {
        var blocks = new ArrayList<ContentBlockParam>();
        switch (message) {
            case ModelMessage.FromUser user -> {
                user.attachments().forEach(attachment -> blocks.add(attachment(attachment)));
                if (!user.text().isBlank() || blocks.isEmpty())
                    blocks.add(ContentBlockParam.ofText(user.text().isBlank() ? "(empty message)" : user.text()));
            }
            case ModelMessage.FromTools tools -> tools.answers().forEach(answer -> blocks.add(result(answer)));
            case ModelMessage.FromModel model -> model.blocks().forEach(block -> addReply(blocks, block));
        }
        return blocks;
    }

    private static void addReply(List<ContentBlockParam> blocks, ReplyBlock block) {
        switch (block) {
            case ReplyBlock.Text(var text) -> {
                if (!text.isBlank()) blocks.add(ContentBlockParam.ofText(text));
            }
            case ReplyBlock.Thinking(var text, var signature, var redacted) -> {
                // Thinking of another provider has no signature and would be refused.
                if (redacted != null)
                    blocks.add(ContentBlockParam.ofRedactedThinking(
                            RedactedThinkingBlockParam.builder().data(redacted).build()));
                else if (signature != null)
                    blocks.add(ContentBlockParam.ofThinking(ThinkingBlockParam.builder()
                            .thinking(text)
                            .signature(signature)
                            .build()));
            }
            case ReplyBlock.ToolUse(var id, var name, var input) -> {
                var members = ToolUseBlockParam.Input.builder();
                input.properties()
                        .forEach(m -> members.putAdditionalProperty(m.getKey(), JsonValue.fromJsonNode(m.getValue())));
                blocks.add(ContentBlockParam.ofToolUse(ToolUseBlockParam.builder()
                        .id(id(id))
                        .name(name)
                        .input(members.build())
                        .build()));
            }
        }
    }

    private static ContentBlockParam result(ModelMessage.ToolAnswer answer) {
        var result = ToolResultBlockParam.builder()
                .toolUseId(id(answer.toolCallId()))
                .content(answer.output().isBlank() ? "(no output)" : answer.output());
        if (answer.isError()) result.isError(true);
        return ContentBlockParam.ofToolResult(result.build());
    }

    private static ContentBlockParam attachment(Part.Attachment attachment) {
        if (IMAGE_TYPES.contains(attachment.mimeType()))
            return ContentBlockParam.ofImage(Base64ImageSource.builder()
                    .mediaType(Base64ImageSource.MediaType.of(attachment.mimeType()))
                    .data(attachment.content())
                    .build());
        if (attachment.mimeType().equals("application/pdf"))
            return ContentBlockParam.ofDocument(
                    Base64PdfSource.builder().data(attachment.content()).build());
        if (attachment.mimeType().startsWith("text/") || attachment.mimeType().endsWith("json"))
            return ContentBlockParam.ofText("Attachment " + attachment.name() + ":\n" + attachment.content());
        return ContentBlockParam.ofText("(The attachment " + attachment.name() + " of type " + attachment.mimeType()
                + " cannot be shown to this model.)");
    }

    private static Tool tool(ToolSpec spec, boolean isLast) {
        var schema = Tool.InputSchema.builder();
        spec.inputSchema().properties().forEach(member -> {
            if (member.getKey().equals("type")) return;
            schema.putAdditionalProperty(member.getKey(), JsonValue.fromJsonNode(member.getValue()));
        });
        var tool =
                Tool.builder().name(spec.name()).description(spec.description()).inputSchema(schema.build());
        return isLast ? tool.cacheControl(CACHED).build() : tool.build();
    }

    /** The same blocks with a cache mark on the last that takes one; thinking takes none. */
    private static List<ContentBlockParam> cached(List<ContentBlockParam> blocks) {
        var marked = new ArrayList<>(blocks);
        var last = marked.removeLast();
        if (last.isText())
            last = ContentBlockParam.ofText(
                    last.asText().toBuilder().cacheControl(CACHED).build());
        else if (last.isToolResult())
            last = ContentBlockParam.ofToolResult(
                    last.asToolResult().toBuilder().cacheControl(CACHED).build());
        else if (last.isImage())
            last = ContentBlockParam.ofImage(
                    last.asImage().toBuilder().cacheControl(CACHED).build());
        else if (last.isDocument())
            last = ContentBlockParam.ofDocument(
                    last.asDocument().toBuilder().cacheControl(CACHED).build());
        marked.add(last);
        return marked;
    }

    /** Ids that another provider made may hold what this one refuses; both ends of a call are changed alike. */
    private static String id(String id) {
        return NOT_IN_AN_ID.matcher(id).replaceAll("_");
    }
}
