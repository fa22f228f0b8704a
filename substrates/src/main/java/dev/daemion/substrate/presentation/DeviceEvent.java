package dev.daemion.substrate.presentation;

import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.journal.JournalEntry;
import dev.daemion.kernel.journal.JournalName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What happened to the paired devices. Persistence id {@code devices}. */
public sealed interface DeviceEvent extends JournalEntry {
    /** @param tokenHash SHA-256 (hex) of its token */
    @JournalName("device-paired")
    record Paired(DeviceId id, String name, String tokenHash, Instant at) implements DeviceEvent {}

    /** @param by name of the device that revoked it; null in rows older than the question */
    @JournalName("device-revoked")
    record Revoked(DeviceId id, @Nullable String by, Instant at) implements DeviceEvent {}

    /** The device was in use; written at most every six hours, so that the list is not empty after a restart. */
    @JournalName("device-seen")
    record Seen(DeviceId id, Instant at) implements DeviceEvent {}
}
