package dev.daemion.substrate.execution.tool.integration;

import java.util.List;

/** The protocol versions spoken to MCP servers, oldest first. The newest is offered; the server chooses. */
final class McpVersions {
    static final List<String> ALL = List.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25");

    private McpVersions() {}
}
