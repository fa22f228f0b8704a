package dev.daemion.substrate.execution.model.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.model.ModelEvent;
import dev.daemion.substrate.execution.model.ReplyBlock;
import dev.daemion.substrate.execution.model.call.ProviderAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of one answer while they grow. Servers differ: OpenAI sends pieces by index; Ollama, Gemini and
 * llama.cpp send a whole call in one piece, some with index 0 for each, some without an id, some with the arguments as
 * an object instead of text. Used by one thread.
 */
final class ToolCalls {
    private static final int CALLS_MAX = 128;

    private final ProviderAccess provider;
    private final Consumer<ModelEvent> deltas;
    private final String idPrefix;
    private final List<Slot> slots = new ArrayList<>();

    /** @param idPrefix for calls that came without an id; unique within the conversation */
    ToolCalls(ProviderAccess provider, Consumer<ModelEvent> deltas, String idPrefix) {
        this.provider = provider;
        this.deltas = deltas;
        this.idPrefix = idPrefix;
    }

    /** One call while it grows. */
    private static final class Slot {
        final int index;
        final boolean hasOwnId;
        final String id;
        String name;
        final StringBuilder arguments = new StringBuilder();
        boolean isAnnounced;

        Slot(int index, boolean hasOwnId, String id, String name) {
            this.index = index;
            this.hasOwnId = hasOwnId;
            this.id = id;
            this.name = name;
        }
    }

    boolean isEmpty() {
        return slots.isEmpty();
    }

    void accept(JsonNode piece) {
        var function = piece.path("function");
        var id = piece.path("id").asText("");
        var name = function.path("name").asText("");
        var given = function.path("arguments");
        var slot = find(piece.path("index"), id, name);
        if (slot == null) slot = begin(piece.path("index").asInt(slots.size()), id, name);
        else if (slot.name.isEmpty()) slot.name = name;
        var json = given.isTextual() ? given.asText() : given.isObject() ? given.toString() : "";
        slot.arguments.append(json);
        if (slot.name.isEmpty() || (slot.isAnnounced && json.isEmpty())) return;
        var shown = slot.isAnnounced ? json : slot.arguments.toString();
        slot.isAnnounced = true;
        deltas.accept(new ModelEvent.ToolInputDelta(slot.id, slot.name, shown));
    }

    /**
     * The whole calls, in order.
     *
     * @param isCut true when the length limit ended the answer: a call that it cut in two is left out
     */
    List<ReplyBlock.ToolUse> blocks(boolean isCut) {
        var uses = new ArrayList<ReplyBlock.ToolUse>();
        for (var slot : slots) {
            if (slot.name.isEmpty()) throw provider.garbled("a tool call without a name");
            var input = object(slot.arguments.toString());
            if (input != null) uses.add(new ReplyBlock.ToolUse(slot.id, slot.name, input));
            else if (!isCut) throw provider.garbled("arguments for " + slot.name + " that are no JSON object");
        }
        return uses;
    }

    /** The call that a piece goes on with; null when it begins one. */
    private @Nullable Slot find(JsonNode index, String id, String name) {
        Slot found = null;
        for (var slot : slots) if (index.isInt() ? slot.index == index.asInt() : slot == slots.getLast()) found = slot;
        if (found == null) return null;
        var isOtherId = !id.isEmpty() && found.hasOwnId && !id.equals(found.id);
        // Without an id a repeated name tells a new call, but only when the one before is complete.
        var isNextWhole = id.isEmpty()
                && !name.isEmpty()
                && !found.name.isEmpty()
                && object(found.arguments.toString()) != null
                && !found.arguments.isEmpty();
        return isOtherId || isNextWhole ? null : found;
    }

    private Slot begin(int index, String id, String name) {
        if (slots.size() >= CALLS_MAX) throw provider.garbled("more than " + CALLS_MAX + " tool calls");
        var slot = new Slot(index, !id.isEmpty(), id.isEmpty() ? idPrefix + slots.size() : id, name);
        slots.add(slot);
        return slot;
    }

    private static @Nullable JsonNode object(String text) {
        if (text.isBlank()) return JsonNodeFactory.instance.objectNode();
        try {
            var json = Json.stored().readTree(text);
            // Some templates escape the arguments twice.
            if (json != null && json.isTextual()) json = Json.stored().readTree(json.asText());
            return json != null && json.isObject() ? json : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
