package dev.daemion.substrate.presentation;

import dev.daemion.kernel.device.DeviceView;
import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.journal.JournalEntry;
import dev.daemion.kernel.journal.JournalName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The devices that are paired now, in the order they came. Also the entity's snapshot. */
@JournalName("devices-snapshot")
record DeviceState(List<Device> devices) implements JournalEntry {
    static final int DEVICES_MAX = 256;

    DeviceState {
        devices = List.copyOf(devices);
    }

    /** @param seenAt as the journal knows it; null when it never came back after pairing */
    record Device(
            DeviceId id,
            String name,
            String tokenHash,
            Instant pairedAt,
            @Nullable Instant seenAt) {
        DeviceView view(@Nullable Instant lastSeenAt) {
            return new DeviceView(id, name, pairedAt, lastSeenAt == null ? seenAt : lastSeenAt);
        }
    }

    static DeviceState empty() {
        return new DeviceState(List.of());
    }

    boolean isFull() {
        return devices.size() >= DEVICES_MAX;
    }

    Optional<Device> byToken(String tokenHash) {
        return devices.stream()
                .filter(device -> device.tokenHash().equals(tokenHash))
                .findFirst();
    }

    Optional<Device> byId(DeviceId id) {
        return devices.stream().filter(device -> device.id().equals(id)).findFirst();
    }

    DeviceState apply(DeviceEvent event) {
        return switch (event) {
            case DeviceEvent.Paired paired ->
                new DeviceState(Stream.concat(
                                devices.stream(),
                                Stream.of(
                                        new Device(paired.id(), paired.name(), paired.tokenHash(), paired.at(), null)))
                        .toList());
            case DeviceEvent.Revoked revoked ->
                new DeviceState(devices.stream()
                        .filter(device -> !device.id().equals(revoked.id()))
                        .toList());
            case DeviceEvent.Seen seen ->
                new DeviceState(devices.stream()
                        .map(device -> device.id().equals(seen.id())
                                ? new Device(
                                        device.id(), device.name(), device.tokenHash(), device.pairedAt(), seen.at())
                                : device)
                        .toList());
        };
    }
}
