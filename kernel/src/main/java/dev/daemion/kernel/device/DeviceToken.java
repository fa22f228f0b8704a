package dev.daemion.kernel.device;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** The secret of a paired device: {@code dmn_} and 32 random bytes as base64url. Only its hash is ever stored. */
public final class DeviceToken {
    public static final String PREFIX = "dmn_";
    private static final int RANDOM_BYTES = 32;

    private DeviceToken() {}

    /** A new token from a cryptographic source. */
    public static String next(RandomGenerator random) {
        return PREFIX + randomText(random);
    }

    /** 32 random bytes as base64url, 43 characters: the body of a token, and a pairing ticket. */
    public static String randomText(RandomGenerator random) {
        var bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** SHA-256 of the token's UTF-8 bytes, 64 lower-case hexadecimal digits. Never throws, whatever the text is. */
    public static String hash(String token) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
