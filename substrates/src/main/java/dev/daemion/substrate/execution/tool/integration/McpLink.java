package dev.daemion.substrate.execution.tool.integration;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the tools of a server find the session of the moment. Written by its connection alone; thread-safe. */
final class McpLink {
    private final String integration;
    private volatile Stage stage = new Stage(null, "It has not started yet.");

    private record Stage(@Nullable McpSession session, String detail) {}

    McpLink(String integration) {
        this.integration = integration;
    }

    String integration() {
        return integration;
    }

    Optional<McpSession> session() {
        return Optional.ofNullable(stage.session());
    }

    /** Why there is none, a sentence. */
    String detail() {
        return stage.detail();
    }

    void connected(McpSession session) {
        stage = new Stage(session, "");
    }

    void lost(String reason) {
        stage = new Stage(null, reason);
    }
}
