package dev.daemion.substrate.presentation.push;

import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.id.PushId;
import dev.daemion.kernel.journal.JournalEntry;
import dev.daemion.kernel.journal.JournalName;
import dev.daemion.kernel.protocol.PushProtocol.SubscriptionView;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who is subscribed now, oldest first. Also the entity's snapshot. */
@JournalName("push-snapshot")
record PushState(List<Subscription> subscriptions) implements JournalEntry {
    static final PushState EMPTY = new PushState(List.of());

    PushState {
        subscriptions = List.copyOf(subscriptions);
    }

    record Subscription(PushId id, DeviceId deviceId, String endpoint, String p256dh, String auth, Instant createdAt) {
        SubscriptionView view() {
            return new SubscriptionView(id, deviceId, URI.create(endpoint).getHost(), createdAt);
        }
    }

    PushState apply(PushEvent event) {
        var changed = new ArrayList<>(subscriptions);
        switch (event) {
            case PushEvent.Subscribed s ->
                changed.add(new Subscription(s.id(), s.deviceId(), s.endpoint(), s.p256dh(), s.auth(), s.at()));
            case PushEvent.Dropped dropped ->
                changed.removeIf(other -> other.id().equals(dropped.id()));
        }
        return new PushState(changed);
    }

    List<Subscription> of(DeviceId device) {
        return subscriptions.stream()
                .filter(subscription -> subscription.deviceId().equals(device))
                .toList();
    }

    Optional<Subscription> find(PushId id) {
        return subscriptions.stream()
                .filter(subscription -> subscription.id().equals(id))
                .findFirst();
    }

    Optional<Subscription> at(String endpoint) {
        return subscriptions.stream()
                .filter(subscription -> subscription.endpoint().equals(endpoint))
                .findFirst();
    }
}
