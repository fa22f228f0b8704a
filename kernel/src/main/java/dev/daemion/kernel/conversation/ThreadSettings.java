package dev.daemion.kernel.conversation;

import org.jspecify.annotations.Nullable;

/**
 * What a person may choose for a thread.
 *
 * @param title 1 to 200 characters
 * @param agentId name of an agent extension, default {@code daemion}
 * @param model alias or model id; null means the agent's own
 * @param mode default {@code plan}
 * @param projectId null outside a project
 */
public record ThreadSettings(
        String title,
        String agentId,
        @Nullable String model,
        String mode,
        @Nullable String projectId,
        boolean archived) {
    public static final int TITLE_LENGTH_MAX = 200;
    public static final String DEFAULT_TITLE = "New thread";
    public static final String DEFAULT_AGENT = "daemion";
    public static final String DEFAULT_MODE = "plan";

    public ThreadSettings withTitle(String newTitle) {
        return new ThreadSettings(newTitle, agentId, model, mode, projectId, archived);
    }
}
