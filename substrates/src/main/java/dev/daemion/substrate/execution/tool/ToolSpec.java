package dev.daemion.substrate.execution.tool;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a model is told about a tool.
 *
 * @param inputSchema JSON Schema (2020-12) of an object
 * @param isReadOnly true when it changes nothing and may run in plan mode
 */
public record ToolSpec(String name, String description, JsonNode inputSchema, boolean isReadOnly) {}
