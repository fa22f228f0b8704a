package dev.daemion.kernel.extension;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of an extension.
 *
 * @param status {@code approved} when it is in force, {@code superseded} when it was, {@code pending}, or
 *     {@code rejected}
 * @param contentHash SHA-256 (hex) of the canonical JSON of what an approval card shows
 * @param changedBy name of the device or agent that made it
 * @param diff what is different from the version before it; everything added for the first
 * @param changes what happened while it was the youngest version, oldest first
 */
public record ExtensionVersionView(
        int version,
        String status,
        String description,
        JsonNode definition,
        @Nullable JsonNode permissions,
        String contentHash,
        ExtensionSource source,
        @Nullable String ownerAgentId,
        String changedBy,
        Instant createdAt,
        List<Difference> diff,
        List<Entry> changes) {
    public ExtensionVersionView {
        diff = List.copyOf(diff);
        changes = List.copyOf(changes);
    }

    /**
     * @param op {@code add}, {@code remove} or {@code replace}
     * @param path JSON Pointer
     * @param before null when added
     * @param after null when removed
     */
    public record Difference(
            String op,
            String path,
            @Nullable JsonNode before,
            @Nullable JsonNode after) {}

    /** @param change counts every change of the extension from 1: a place to go back to */
    public record Entry(
            int change, ExtensionChange what, ExtensionStatus status, boolean enabled, String by, Instant at) {}
}
