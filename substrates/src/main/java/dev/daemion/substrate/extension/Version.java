package dev.daemion.substrate.extension;

import dev.daemion.kernel.extension.ExtensionSource;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One version, as it was written; never changed.
 *
 * @param number 1, 2, …
 * @param hash see {@link Content#hash}
 * @param by name of the device or agent, or {@code seeds}
 */
public record Version(
        int number,
        Content content,
        String hash,
        ExtensionSource source,
        @Nullable String ownerAgentId,
        String by,
        Instant at) {}
