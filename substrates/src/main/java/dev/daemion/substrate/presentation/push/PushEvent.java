package dev.daemion.substrate.presentation.push;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.id.PushId;
import dev.daemion.kernel.journal.JournalEntry;
import dev.daemion.kernel.journal.JournalName;
import java.time.Instant;
import java.util.Locale;

/** What happened to the push subscriptions. Persistence id {@code push}. */
public sealed interface PushEvent extends JournalEntry {
    Instant at();

    /**
     * @param p256dh the browser's key as base64url
     * @param auth what it shares with us alone, as base64url: whoever has it can write to this one browser in our name
     *     only together with our key, which stands elsewhere
     */
    @JournalName("push-subscribed")
    record Subscribed(PushId id, DeviceId deviceId, String endpoint, String p256dh, String auth, Instant at)
            implements PushEvent {}

    @JournalName("push-dropped")
    record Dropped(PushId id, Why why, Instant at) implements PushEvent {}

    /** Why nothing is sent any more. */
    enum Why {
        /** The person said so. */
        UNSUBSCRIBED,
        /** The same browser, or the device's fifth, came instead. */
        REPLACED,
        /** The push service does not know it any more. */
        GONE,
        /** The device is not paired any more. */
        REVOKED;

        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
