package dev.daemion.substrate.execution.tool;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a model is told about a tool.
 *
 * @param inputSchema JSON Schema (2020-12) of an object
 * @param isReadOnly true when it changes nothing by itself and may run in plan mode: it looks, or it asks a person
 */
public record ToolSpec(String name, String description, JsonNode inputSchema, boolean isReadOnly) {}
