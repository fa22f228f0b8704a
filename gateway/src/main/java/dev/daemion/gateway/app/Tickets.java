package dev.daemion.gateway.app;

import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Addresses that open one app and nothing else, for a while: signed with a key of this process, so that none survives
 * it and none has to be kept.
 */
final class Tickets {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int LENGTH_MAX = 300;
    private static final Pattern CONTENT = Pattern.compile("([a-z0-9-]{1,64})\\.([a-z])([0-9]{1,18})\\.([0-9]{1,12})");
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;
    private final Clock clock;

    /** @param random a cryptographic source */
    Tickets(RandomGenerator random, Clock clock) {
        var bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, ALGORITHM);
        this.clock = clock;
    }

    /** Which of an app's faces a ticket opens. */
    enum Face {
        /** Its document, in one version. */
        DOCUMENT("d"),
        /** Its server, in one start. */
        SERVER("s");

        private final String letter;

        Face(String letter) {
            this.letter = letter;
        }
    }

    /** @param number of the version or of the start it is good for */
    record Ticket(String app, Face face, long number) {}

    record Issued(String text, Instant expiresAt) {}

    Issued issue(Ticket ticket, Duration goodFor) {
        var expiresAt = clock.instant().plus(goodFor);
        var content = ticket.app() + "." + ticket.face().letter + ticket.number() + "." + expiresAt.getEpochSecond();
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        return new Issued(ENCODER.encodeToString(bytes) + "." + ENCODER.encodeToString(signature(bytes)), expiresAt);
    }

    /** Refused: UNAUTHORIZED unless it was issued here and is still good. */
    Ticket verified(String text) {
        return find(text)
                .orElseThrow(() -> new Problem(
                        ProblemCode.UNAUTHORIZED,
                        "This address is not good, or not any more. POST /apps/NAME/open gives a new one."));
    }

    private Optional<Ticket> find(String text) {
        int dot = text.indexOf('.');
        if (dot < 0 || text.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        byte[] content;
        byte[] signature;
        try {
            content = Base64.getUrlDecoder().decode(text.substring(0, dot));
            signature = Base64.getUrlDecoder().decode(text.substring(dot + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (!MessageDigest.isEqual(signature, signature(content))) {
            return Optional.empty();
        }
        var parts = CONTENT.matcher(new String(content, StandardCharsets.UTF_8));
        if (!parts.matches() || clock.instant().getEpochSecond() >= Long.parseLong(parts.group(4))) {
            return Optional.empty();
        }
        var face = parts.group(2).equals(Face.SERVER.letter) ? Face.SERVER : Face.DOCUMENT;
        return Optional.of(new Ticket(parts.group(1), face, Long.parseLong(parts.group(3))));
    }

    private byte[] signature(byte[] content) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(content);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }
}
