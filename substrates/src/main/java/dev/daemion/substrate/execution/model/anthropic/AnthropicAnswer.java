package dev.daemion.substrate.execution.model.anthropic;

import com.anthropic.core.JsonField;
import com.anthropic.models.messages.RawContentBlockDelta;
import com.anthropic.models.messages.RawContentBlockStartEvent;
import com.anthropic.models.messages.RawMessageDeltaEvent;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.kernel.run.Usage;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.model.ModelEvent;
import dev.daemion.substrate.execution.model.ModelEvent.StopReason;
import dev.daemion.substrate.execution.model.ReplyBlock;
import dev.daemion.substrate.execution.model.call.ProviderAccess;
import java.util.ArrayList;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Builds the whole answer from the events of its stream and passes the deltas on. Used by one thread. */
final class AnthropicAnswer {
    private static final int BLOCKS_MAX = 1_000;

    private final ProviderAccess provider;
    private final Consumer<ModelEvent> deltas;
    private final TreeMap<Long, Block> blocks = new TreeMap<>();
    private String stopReason = "";
    private long input;
    private long output;
    private long cacheRead;
    private long cacheWrite;

    AnthropicAnswer(ProviderAccess provider, Consumer<ModelEvent> deltas) {
        this.provider = provider;
        this.deltas = deltas;
    }

    private enum Kind {
        TEXT,
        THINKING,
        REDACTED,
        TOOL,
        OTHER
    }

    /** One block while it grows. */
    private static final class Block {
        final Kind kind;
        final String id;
        final String tool;
        final StringBuilder text = new StringBuilder();
        final StringBuilder signature = new StringBuilder();

        @Nullable
        JsonNode wholeInput;

        Block(Kind kind, String id, String tool) {
            this.kind = kind;
            this.id = id;
            this.tool = tool;
        }
    }

    void accept(RawMessageStreamEvent event) {
        // Kinds of events that came after this SDK are passed over; what is no event at all is not.
        var raw = event._json().map(json -> json.convert(JsonNode.class));
        if (raw.isPresent() && !raw.get().path("type").isTextual()) throw provider.garbled("an event without a type");
        event.messageStart()
                .ifPresent(start -> start._message()
                        .asKnown()
                        .flatMap(message -> message._usage().asKnown())
                        .ifPresent(usage -> {
                            input = number(usage._inputTokens(), input);
                            output = number(usage._outputTokens(), output);
                            cacheRead = number(usage._cacheReadInputTokens(), cacheRead);
                            cacheWrite = number(usage._cacheCreationInputTokens(), cacheWrite);
                        }));
        event.contentBlockStart().ifPresent(this::begin);
        event.contentBlockDelta().ifPresent(delta -> grow(delta.index(), delta.delta()));
        event.messageDelta().ifPresent(this::close);
    }

    ModelEvent.Completed completed() {
        var reason = reason();
        var reply = new ArrayList<ReplyBlock>();
        for (var block : blocks.values()) {
            switch (block.kind) {
                case TEXT -> {
                    if (!block.text.isEmpty()) reply.add(new ReplyBlock.Text(block.text.toString()));
                }
                case THINKING ->
                    reply.add(new ReplyBlock.Thinking(
                            block.text.toString(),
                            block.signature.isEmpty() ? null : block.signature.toString(),
                            null));
                case REDACTED -> reply.add(new ReplyBlock.Thinking("", null, block.text.toString()));
                case TOOL -> {
                    var input = toolInput(block, reason);
                    if (input != null) reply.add(new ReplyBlock.ToolUse(block.id, block.tool, input));
                }
                case OTHER -> {}
            }
        }
        return new ModelEvent.Completed(reply, reason, new Usage(input, output, cacheRead, cacheWrite), null);
    }

    private void begin(RawContentBlockStartEvent start) {
        if (blocks.size() >= BLOCKS_MAX) throw provider.garbled("more than " + BLOCKS_MAX + " blocks");
        var content = start.contentBlock();
        var index = start.index();
        if (content.isText()) {
            blocks.put(index, new Block(Kind.TEXT, "", ""));
            grow(
                    index,
                    Kind.TEXT,
                    content.text().flatMap(text -> text._text().asKnown()).orElse(""));
        } else if (content.isThinking()) {
            blocks.put(index, new Block(Kind.THINKING, "", ""));
            grow(
                    index,
                    Kind.THINKING,
                    content.thinking().flatMap(t -> t._thinking().asKnown()).orElse(""));
            content.thinking()
                    .flatMap(t -> t._signature().asKnown())
                    .ifPresent(s -> block(index, Kind.THINKING).signature.append(s));
        } else if (content.isRedactedThinking()) {
            var block = new Block(Kind.REDACTED, "", "");
            content.redactedThinking().ifPresent(redacted -> block.text.append(redacted.data()));
            blocks.put(index, block);
        } else if (content.isToolUse()) {
            var use = content.toolUse().orElseThrow();
            var block = new Block(Kind.TOOL, use.id(), use.name());
            var whole = use._input().convert(JsonNode.class);
            if (whole != null && whole.isObject() && !whole.isEmpty()) block.wholeInput = whole;
            blocks.put(index, block);
            deltas.accept(new ModelEvent.ToolInputDelta(block.id, block.tool, ""));
        } else {
            blocks.put(index, new Block(Kind.OTHER, "", ""));
        }
    }

    private void grow(long index, RawContentBlockDelta delta) {
        delta.text().ifPresent(text -> grow(index, Kind.TEXT, text.text()));
        delta.thinking().ifPresent(thinking -> grow(index, Kind.THINKING, thinking.thinking()));
        delta.signature().ifPresent(s -> block(index, Kind.THINKING).signature.append(s.signature()));
        delta.inputJson().ifPresent(json -> grow(index, Kind.TOOL, json.partialJson()));
    }

    private void grow(long index, Kind kind, String text) {
        var block = block(index, kind);
        if (text.isEmpty() || block.kind == Kind.OTHER) return;
        block.text.append(text);
        deltas.accept(
                switch (kind) {
                    case TEXT -> new ModelEvent.TextDelta(text);
                    case THINKING -> new ModelEvent.ThinkingDelta(text);
                    case TOOL -> new ModelEvent.ToolInputDelta(block.id, block.tool, text);
                    case REDACTED, OTHER -> throw new IllegalStateException("has no deltas: " + kind);
                });
    }

    private Block block(long index, Kind kind) {
        var block = blocks.get(index);
        if (block == null || (block.kind != kind && block.kind != Kind.OTHER))
            throw provider.garbled("a piece of a block that was not begun");
        return block;
    }

    private void close(RawMessageDeltaEvent event) {
        event._delta()
                .asKnown()
                .flatMap(delta -> delta._stopReason().asKnown())
                .ifPresent(reason -> stopReason = reason.asString().toLowerCase(Locale.ROOT));
        event._usage().asKnown().ifPresent(usage -> {
            input = number(usage._inputTokens(), input);
            output = number(usage._outputTokens(), output);
            cacheRead = number(usage._cacheReadInputTokens(), cacheRead);
            cacheWrite = number(usage._cacheCreationInputTokens(), cacheWrite);
        });
    }

    private StopReason reason() {
        return switch (stopReason) {
            case "max_tokens", "model_context_window_exceeded" -> StopReason.LENGTH;
            case "refusal" -> StopReason.REFUSED;
            default ->
                blocks.values().stream().anyMatch(b -> b.kind == Kind.TOOL) ? StopReason.TOOL_USE : StopReason.END;
        };
    }

    /** Null for a call that the length limit cut in two: it cannot be carried out. */
    private @Nullable JsonNode toolInput(Block block, StopReason reason) {
        if (block.text.isEmpty())
            return block.wholeInput == null ? JsonNodeFactory.instance.objectNode() : block.wholeInput;
        try {
            var input = Json.stored().readTree(block.text.toString());
            if (input != null && input.isObject()) return input;
        } catch (JsonProcessingException e) {
            if (reason == StopReason.LENGTH) return null;
        }
        throw provider.garbled("arguments for " + block.tool + " that are no JSON object");
    }

    private static long number(JsonField<Long> field, long otherwise) {
        return field.asKnown().orElse(otherwise);
    }
}
