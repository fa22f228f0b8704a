package dev.daemion.kernel.device;

import dev.daemion.kernel.id.DeviceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A paired client, as readers see it. Its token is stored hashed and never shown again. */
public record DeviceView(
        DeviceId id,
        String name,
        Instant pairedAt,
        @Nullable Instant lastSeenAt) {}
