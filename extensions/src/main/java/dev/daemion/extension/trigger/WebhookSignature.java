package dev.daemion.extension.trigger;

import dev.daemion.kernel.secret.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whether a delivery to a webhook comes from somebody who has its secret: HMAC-SHA256 over the body as it came. Two
 * ways to sign: GitHub's {@code X-Hub-Signature-256: sha256=<hex>} over the body, and {@code X-Daemion-Signature:
 * sha256=<hex>} over {@code <timestamp>.<body>} with {@code X-Daemion-Timestamp} in epoch seconds, which is worth
 * nothing five minutes later. Every signature that is there has to be right.
 */
public final class WebhookSignature {
    public static final String GITHUB = "X-Hub-Signature-256";
    public static final String SIGNATURE = "X-Daemion-Signature";
    public static final String TIMESTAMP = "X-Daemion-Timestamp";

    /** How far a timestamp may be from now, in both directions. */
    public static final Duration WINDOW = Duration.ofMinutes(5);

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "sha256=";
    private static final int HEX_LENGTH = 64;
    private static final Pattern EPOCH_SECONDS = Pattern.compile("[0-9]{1,11}");

    /** What came of it. */
    public enum Outcome {
        /** Every signature that is there is right, and there is one. */
        VALID("The signature is right."),
        /** There is no signature. */
        MISSING("There is no " + GITHUB + " and no " + SIGNATURE + "."),
        /** A header does not have its form, or the timestamp beside a signature is missing. */
        MALFORMED(GITHUB + " and " + SIGNATURE + " are sha256= and 64 hexadecimal digits; " + SIGNATURE + " needs "
                + TIMESTAMP + " in epoch seconds."),
        /** Signed with another secret, or the body is not what was signed. */
        MISMATCHED("The signature does not fit the secret and the body."),
        /** Rightly signed, but more than five minutes from now. */
        STALE(TIMESTAMP + " is more than five minutes from now.");

        private final String sentence;

        Outcome(String sentence) {
            this.sentence = sentence;
        }

        /** Says nothing about the secret. */
        public String sentence() {
            return sentence;
        }
    }

    private WebhookSignature() {}

    /**
     * Checks a delivery.
     *
     * @param header a header's value by its name, whatever its case
     * @param body as it came, before anything has read it
     */
    public static Outcome check(Secret secret, Function<String, Optional<String>> header, byte[] body, Instant now) {
        var github = header.apply(GITHUB);
        var own = header.apply(SIGNATURE);
        if (github.isEmpty() && own.isEmpty()) {
            return Outcome.MISSING;
        }
        if (github.isPresent()) {
            var outcome = compare(github.get(), hmac(secret, body));
            if (outcome != Outcome.VALID) {
                return outcome;
            }
        }
        return own.map(signature ->
                        checkTimed(secret, signature, header.apply(TIMESTAMP).orElse(""), body, now))
                .orElse(Outcome.VALID);
    }

    /** The value of {@value #GITHUB} for a body. */
    public static String github(Secret secret, byte[] body) {
        return PREFIX + HexFormat.of().formatHex(hmac(secret, body));
    }

    /** The value of {@value #SIGNATURE} for a body; {@value #TIMESTAMP} is the moment in epoch seconds. */
    public static String timed(Secret secret, Instant at, byte[] body) {
        return PREFIX + HexFormat.of().formatHex(hmac(secret, signed(String.valueOf(at.getEpochSecond()), body)));
    }

    private static Outcome checkTimed(Secret secret, String signature, String timestamp, byte[] body, Instant now) {
        if (!EPOCH_SECONDS.matcher(timestamp).matches()) {
            return Outcome.MALFORMED;
        }
        var outcome = compare(signature, hmac(secret, signed(timestamp, body)));
        if (outcome != Outcome.VALID) {
            return outcome;
        }
        var apart = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now)
                .abs();
        return apart.compareTo(WINDOW) > 0 ? Outcome.STALE : Outcome.VALID;
    }

    /** In constant time for what has the form. */
    private static Outcome compare(String signature, byte[] expected) {
        var hex = signature.startsWith(PREFIX) ? signature.substring(PREFIX.length()) : "";
        if (hex.length() != HEX_LENGTH || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            return Outcome.MALFORMED;
        }
        return MessageDigest.isEqual(HexFormat.of().parseHex(hex), expected) ? Outcome.VALID : Outcome.MISMATCHED;
    }

    private static byte[] signed(String timestamp, byte[] body) {
        var text = new ByteArrayOutputStream(body.length + timestamp.length() + 1);
        text.writeBytes((timestamp + ".").getBytes(StandardCharsets.US_ASCII));
        text.writeBytes(body);
        return text.toByteArray();
    }

    private static byte[] hmac(Secret secret, byte[] text) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac.doFinal(text);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
