package dev.daemion.kernel.extension;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.id.ExtensionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One extension record, as readers see it.
 *
 * @param name kebab-case, 1 to 64 characters, unique within its type
 * @param definition its shape is the type's JSON Schema
 * @param permissions what it may use; absent means the type's safe default
 * @param version 1, 2, …
 */
public record ExtensionView(
        ExtensionId id,
        ExtensionType type,
        String name,
        String description,
        JsonNode definition,
        ExtensionSource source,
        boolean enabled,
        ExtensionStatus status,
        int version,
        @Nullable String ownerAgentId,
        @Nullable JsonNode permissions,
        Instant createdAt,
        Instant updatedAt) {}
