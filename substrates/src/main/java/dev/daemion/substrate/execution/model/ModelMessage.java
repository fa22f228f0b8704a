package dev.daemion.substrate.execution.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.daemion.kernel.conversation.Part;
import java.util.List;

/**
 * One message of the conversation as a model is given it. They alternate: what a person or a tool says, what the model
 * says.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "role")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ModelMessage.FromUser.class, name = "user"),
    @JsonSubTypes.Type(value = ModelMessage.FromTools.class, name = "tool"),
    @JsonSubTypes.Type(value = ModelMessage.FromModel.class, name = "assistant")
})
public sealed interface ModelMessage {
    record FromUser(String text, List<Part.Attachment> attachments) implements ModelMessage {
        public FromUser {
            attachments = List.copyOf(attachments);
        }
    }

    /** The results of every tool call of the message before it, in its order. */
    record FromTools(List<ToolAnswer> answers) implements ModelMessage {
        public FromTools {
            answers = List.copyOf(answers);
        }
    }

    /** @param output text; what was refused or failed is said in it */
    record ToolAnswer(String toolCallId, String tool, String output, boolean isError) {}

    record FromModel(List<ReplyBlock> blocks) implements ModelMessage {
        public FromModel {
            blocks = List.copyOf(blocks);
        }
    }
}
