package dev.daemion.extension.definition;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A role that answers turns.
 *
 * @param model alias or model id; null leaves the choice to the limits
 * @param instructions what it is told before every conversation, 1 to 100,000 characters
 * @param soul character and manner, at most 100,000 characters; null when it has none
 * @param tools names of the tools it may use, globs allowed; null means every tool the policy admits
 * @param permissions what it does on its own
 * @param memory groups of memory it reads and writes, in order of preference; may be empty
 * @param icon an emoji or the name of an icon, null for the default
 * @param color {@code #rrggbb}, null for the theme's accent
 * @param suggestions what a person might ask first, at most 8; may be empty
 */
public record AgentDefinition(
        @Nullable String model,
        String instructions,
        @Nullable String soul,
        @Nullable List<String> tools,
        Permissions permissions,
        List<String> memory,
        @Nullable String icon,
        @Nullable String color,
        List<String> suggestions) {
    public AgentDefinition {
        tools = tools == null ? null : List.copyOf(tools);
        permissions = permissions == null ? Permissions.SAFE : permissions;
        memory = memory == null ? List.of() : List.copyOf(memory);
        suggestions = suggestions == null ? List.of() : List.copyOf(suggestions);
    }

    /**
     * Tool globs; a tool in neither list goes by the policy alone. No rule about a particular tool or place is lifted
     * by either.
     *
     * @param autonomous may run without a question where the policy only says that everything is asked about
     * @param requiresApproval always ask a person first
     */
    public record Permissions(
            List<String> autonomous,
            @JsonProperty("requires_approval") List<String> requiresApproval) {
        /** Nothing said: the policy decides everything. */
        public static final Permissions SAFE = new Permissions(List.of(), List.of());

        public Permissions {
            autonomous = autonomous == null ? List.of() : List.copyOf(autonomous);
            requiresApproval = requiresApproval == null ? List.of() : List.copyOf(requiresApproval);
        }
    }
}
