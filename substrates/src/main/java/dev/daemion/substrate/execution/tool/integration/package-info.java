/**
 * Connections to something outside whose tools become tools of the agents. Open
 * {@link dev.daemion.substrate.execution.tool.integration.IntegrationDesk} first: it follows the catalog;
 * {@code McpConnection} keeps one MCP server connected. Endpoints over HTTP are in {@code tool.web}, webhooks are not
 * here.
 */
@NullMarked
package dev.daemion.substrate.execution.tool.integration;

import org.jspecify.annotations.NullMarked;
