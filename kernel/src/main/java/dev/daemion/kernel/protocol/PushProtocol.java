package dev.daemion.kernel.protocol;

import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.id.PushId;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/**
 * What others may say to the presentation substrate about Web Push (RFC 8030, 8291, 8292): which devices notices reach
 * while their page is closed. Behaviour: {@code PushEntity}.
 */
public interface PushProtocol {
    /** Subscriptions of one device; one more replaces its oldest. */
    int PER_DEVICE_MAX = 4;

    sealed interface Command extends PresentationProtocol.Message {}

    /** What a browser subscribes with. */
    record Key(ActorRef<StatusReply<PushKey>> replyTo) implements Command {}

    /** @param publicKey the application server key: an uncompressed P-256 point as base64url */
    record PushKey(String publicKey) {}

    /**
     * From now on notices reach this browser. The same endpoint again replaces what was known of it. Refused:
     * VALIDATION_FAILED.
     *
     * @param endpoint {@code https:} URL of a push service on the public internet, at most 2,000 characters
     * @param p256dh the browser's key: an uncompressed P-256 point as base64url
     * @param auth the secret it shares: 16 bytes as base64url
     */
    record Subscribe(
            DeviceId deviceId,
            String endpoint,
            String p256dh,
            String auth,
            ActorRef<StatusReply<SubscriptionView>> replyTo)
            implements Command {}

    /** @param endpointHost of the push service; the rest of the endpoint is as good as a key and is not shown */
    record SubscriptionView(PushId id, DeviceId deviceId, String endpointHost, Instant createdAt) {}

    /** Those of one device, oldest first. */
    record Subscriptions(DeviceId deviceId, ActorRef<StatusReply<List<SubscriptionView>>> replyTo) implements Command {}

    /** Nothing is sent to it any more. Refused: NOT_FOUND when the device has no such subscription. */
    record Unsubscribe(DeviceId deviceId, PushId id, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    /** Sends one notice to every subscription of the device, quiet hours or not. Refused: NOT_FOUND without any. */
    record Try(DeviceId deviceId, ActorRef<StatusReply<Done>> replyTo) implements Command {}
}
