package dev.daemion.kernel.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.jspecify.annotations.Nullable;

/**
 * A tool call written down in an extension, made without a model.
 *
 * @param tool name of the tool
 * @param with its arguments, an object; texts in it are templates over the variables and the named results
 * @param as name under which later steps read its output; null when none does
 */
public record DirectStep(
        String tool,
        JsonNode with,
        @JsonProperty("as") @Nullable String as) {
    public DirectStep {
        with = with == null || with.isNull() ? JsonNodeFactory.instance.objectNode() : with;
    }
}
