package dev.daemion.substrate.execution.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.ToolSpec;
import java.util.List;

/**
 * Decides whether a tool call may run. Rules are data ({@code policy} controls, agents, modes); the decision is the
 * kernel's. Thread-safe.
 */
@FunctionalInterface
public interface PolicyEngine {
    Verdict decide(String tool, JsonNode input, ToolScope scope);

    /**
     * Without the tools that the agent and the mode leave out whatever they are called with: a model is not told of
     * them.
     */
    default List<ToolSpec> offered(List<ToolSpec> tools, ToolScope scope) {
        return tools;
    }

    /** What is to happen with the call. */
    sealed interface Verdict {
        record Allow(String rule) implements Verdict {}

        /**
         * A person has to agree.
         *
         * @param title a few words: {@code Run a command}
         * @param summary one sentence: what, where, with what effect
         * @param subject the decisive argument, for a grant
         */
        record Ask(String rule, String title, String summary, String subject) implements Verdict {}

        /**
         * The extension that runs has no permission for it; a person may give it one.
         *
         * @param reason what it lacks, a sentence the model can read
         * @param subject the decisive argument, for a grant
         */
        record Exceed(String reason, String subject) implements Verdict {}

        /** @param reason a sentence the model can read and act on */
        record Deny(String rule, String reason) implements Verdict {}
    }
}
