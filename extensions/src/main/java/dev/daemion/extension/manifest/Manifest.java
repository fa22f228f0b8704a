package dev.daemion.extension.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.extension.ExtensionType;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants an extension to be.
 *
 * @param name kebab-case, 1 to 64 characters
 * @param description one sentence, shown to people, 1 to 500 characters
 * @param definition an object
 * @param permissions an object, or null for the type's safe default
 * @param enabled what was asked for; null when nothing was said
 */
public record Manifest(
        ExtensionType type,
        String name,
        String description,
        JsonNode definition,
        @Nullable JsonNode permissions,
        @Nullable Boolean enabled) {}
