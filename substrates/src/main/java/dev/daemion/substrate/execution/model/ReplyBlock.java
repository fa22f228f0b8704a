package dev.daemion.substrate.execution.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** One block of a model's answer, in the order the model gave it. Stands in the journal. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ReplyBlock.Text.class, name = "text"),
    @JsonSubTypes.Type(value = ReplyBlock.Thinking.class, name = "thinking"),
    @JsonSubTypes.Type(value = ReplyBlock.ToolUse.class, name = "tool_use")
})
public sealed interface ReplyBlock {
    record Text(String text) implements ReplyBlock {}

    /**
     * @param signature given back to the provider unchanged; null where it has none
     * @param redacted the provider's opaque text instead of a readable one; null otherwise
     */
    record Thinking(
            String text,
            @Nullable String signature,
            @Nullable String redacted) implements ReplyBlock {}

    /** @param input an object */
    record ToolUse(String id, String name, JsonNode input) implements ReplyBlock {}
}
