package dev.daemion.substrate.execution.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** An input that has passed its {@link InputShape}. */
public record Arguments(JsonNode input) {
    /** A required text. */
    public String text(String name) {
        return input.path(name).asText();
    }

    /** A text that may be absent; blank counts as absent. */
    public Optional<String> optionalText(String name) {
        return Optional.of(input.path(name).asText("")).filter(text -> !text.isBlank());
    }

    public int whole(String name, int otherwise) {
        var value = input.path(name);
        return value.isIntegralNumber() ? value.intValue() : otherwise;
    }

    public boolean flag(String name) {
        return input.path(name).asBoolean(false);
    }
}
