package dev.daemion.extension.definition;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.util.List;

/**
 * What some agents get in addition.
 *
 * @param instructions added to theirs
 * @param agents names, {@code *} for all
 * @param tools names or globs of tools it brings in, for which its own permissions hold; may be empty
 */
public record CapabilityDefinition(
        String instructions,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> agents,

        List<String> tools) {
    public CapabilityDefinition {
        agents = agents == null ? List.of() : List.copyOf(agents);
        tools = tools == null ? List.of() : List.copyOf(tools);
    }

    public boolean isFor(String agentId) {
        return agents.contains(agentId) || agents.contains("*");
    }
}
