package dev.daemion.kernel.conversation;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a turn, in the order it came. Wire: {@code {"type": "text" | "thinking" | "step" | "card" | "attachment",
 * …}}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Part.Text.class, name = "text"),
    @JsonSubTypes.Type(value = Part.Thinking.class, name = "thinking"),
    @JsonSubTypes.Type(value = Part.Step.class, name = "step"),
    @JsonSubTypes.Type(value = Part.Card.class, name = "card"),
    @JsonSubTypes.Type(value = Part.Attachment.class, name = "attachment")
})
public sealed interface Part {
    record Text(String text) implements Part {}

    record Thinking(String text) implements Part {}

    /**
     * One tool call within a run.
     *
     * @param output what the tool answered; cut at 8 KiB, then {@code outputHash} names the whole in the blob table;
     *     null while it has not ended
     * @param outputHash SHA-256 (hex) of the whole output when it was cut
     * @param durationMs whole milliseconds; null while it has not ended
     */
    record Step(
            String toolCallId,
            String tool,
            JsonNode input,
            @Nullable String output,
            @Nullable String outputHash,
            boolean isError,
            @Nullable Long durationMs)
            implements Part {}

    /**
     * Content shown by a renderer extension.
     *
     * @param renderer name of the renderer ({@code proposal-card} for approvals)
     * @param data what it shows; its shape is the renderer's
     */
    record Card(String renderer, JsonNode data) implements Part {}

    /**
     * Something the user gave along.
     *
     * @param name file name, for people
     * @param mimeType as given
     * @param content text of a text attachment, base64 of any other
     */
    record Attachment(String name, String mimeType, String content) implements Part {}
}
