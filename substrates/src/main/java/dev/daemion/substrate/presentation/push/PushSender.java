package dev.daemion.substrate.presentation.push;

import dev.daemion.kernel.wire.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Hands a message to a push service (RFC 8030). No redirects, no cookies; the address that was checked is the one that
 * is connected to. Blocking, for virtual threads.
 */
final class PushSender {
    /** What is not delivered within half a day nobody needs on a locked screen. */
    private static final Duration TIME_TO_LIVE = Duration.ofHours(12);

    private static final Duration CALL_MAX = Duration.ofSeconds(20);
    private static final Duration RETRY_AFTER_MAX = Duration.ofHours(1);
    private static final MediaType BINARY = MediaType.get("application/octet-stream");
    /** Push services want to know whom to write to when something goes wrong. */
    private static final String SUBJECT = "https://daemion.dev";

    private static final int TOPIC_LENGTH = 32;

    private final VapidKeys keys;
    private final PushCipher cipher;
    private final Clock clock;
    private final OkHttpClient client;

    /** @param isAllowed which addresses may be connected to */
    PushSender(VapidKeys keys, PushCipher cipher, Clock clock, Predicate<InetAddress> isAllowed) {
        this.keys = keys;
        this.cipher = cipher;
        this.clock = clock;
        this.client = new OkHttpClient.Builder()
                .followRedirects(false)
                .followSslRedirects(false)
                .callTimeout(CALL_MAX)
                .connectionPool(new ConnectionPool(2, 30, TimeUnit.SECONDS))
                .dns(host -> allowed(host, isAllowed))
                .build();
    }

    String publicKey() {
        return keys.publicKey();
    }

    private static List<InetAddress> allowed(String host, Predicate<InetAddress> isAllowed)
            throws UnknownHostException {
        var addresses = List.of(InetAddress.getAllByName(host));
        if (!addresses.stream().allMatch(isAllowed)) {
            throw new UnknownHostException(host + " does not lie on the public internet");
        }
        return addresses;
    }

    PushOutcome send(PushState.Subscription subscription, PushText text) {
        try {
            var endpoint = URI.create(subscription.endpoint());
            var decoder = Base64.getUrlDecoder();
            var body = cipher.encrypt(
                    text.body(),
                    P256.decode(decoder.decode(subscription.p256dh())),
                    decoder.decode(subscription.auth()));
            var request = new Request.Builder()
                    .url(endpoint.toURL())
                    .header("Authorization", keys.authorization(endpoint, SUBJECT, clock.instant()))
                    .header("Content-Encoding", "aes128gcm")
                    .header("TTL", String.valueOf(TIME_TO_LIVE.toSeconds()))
                    .header("Urgency", text.urgency())
                    .header("Topic", topic(text.id()))
                    .post(RequestBody.create(body, BINARY))
                    .build();
            try (var response = client.newCall(request).execute()) {
                return outcome(response);
            }
        } catch (IOException e) {
            return new PushOutcome.Later("it cannot be reached: " + e.getMessage(), null);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return new PushOutcome.Refused("the message cannot be encrypted: " + e.getMessage());
        }
    }

    private static PushOutcome outcome(Response response) {
        int status = response.code();
        if (status >= 200 && status < 300) {
            return new PushOutcome.Delivered();
        }
        if (status == 404 || status == 410) {
            return new PushOutcome.Gone();
        }
        if (status == 429 || status >= 500) {
            return new PushOutcome.Later("it answers " + status, retryAfter(response.header("Retry-After")));
        }
        return new PushOutcome.Refused("it answers " + status);
    }

    /** Seconds only: a date is treated as if nothing was said. */
    private static @Nullable Duration retryAfter(@Nullable String header) {
        if (header == null || !header.matches("[0-9]{1,6}")) {
            return null;
        }
        var wished = Duration.ofSeconds(Long.parseLong(header));
        return wished.compareTo(RETRY_AFTER_MAX) > 0 ? RETRY_AFTER_MAX : wished;
    }

    /**
     * A later message with the same topic replaces one that was not delivered yet; it is at most 32 characters long.
     */
    private static String topic(String id) {
        return Sha256.hex(id).substring(0, TOPIC_LENGTH);
    }
}
