package dev.daemion.gateway.discovery;

import dev.daemion.gateway.settings.Home;
import dev.daemion.gateway.settings.StartRefused;
import dev.daemion.kernel.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What local processes of the same user show to the gateway: 32 random bytes as base64url without padding, in the file
 * {@code credential} (mode 0600), made once and kept across launches.
 */
public final class Credential {
    private static final int BYTE_COUNT = 32;
    private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Secret text;

    private Credential(String text) {
        this.text = new Secret(text);
    }

    /** The credential of that home, made now if there is none. However many make it at once, all get the same. */
    public static Credential loadOrCreate(Home home) {
        try {
            if (!Files.exists(home.credential())) {
                var bytes = new byte[BYTE_COUNT];
                new SecureRandom().nextBytes(bytes);
                var text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n";
                PrivateFiles.createOnce(home.credential(), text.getBytes(StandardCharsets.US_ASCII));
            }
            return read(home);
        } catch (IOException e) {
            throw unusable(home, e);
        }
    }

    /** The credential of that home; empty when no daemon ever ran there. */
    public static Optional<Credential> load(Home home) {
        if (!Files.exists(home.credential())) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(home));
        } catch (IOException e) {
            throw unusable(home, e);
        }
    }

    private static Credential read(Home home) throws IOException {
        Home.checkPrivateFile(home.credential());
        var text =
                Files.readString(home.credential(), StandardCharsets.US_ASCII).strip();
        if (!TEXT.matcher(text).matches()) {
            throw new StartRefused(
                    StartRefused.Reason.HOME,
                    home.credential() + " does not hold a credential (43 characters of base64url); remove it, and the"
                            + " next start makes a new one.");
        }
        return new Credential(text);
    }

    /** The text as local processes send it, for whoever checks tokens. */
    public String reveal() {
        return text.reveal();
    }

    /** The value of the {@code Authorization} header. Only for a daemon whose proof was checked. */
    public String bearer() {
        return "Bearer " + text.reveal();
    }

    /**
     * Shows that whoever computed it has the credential and answers at that address: HMAC-SHA256, keyed with the
     * credential's text, over nonce, id, url and protocol one after the other in UTF-8; lower-case hex.
     */
    public String proof(String nonce, String id, String url, int protocol) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(text.reveal().getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            return HexFormat.of()
                    .formatHex(mac.doFinal((nonce + id + url + protocol).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HMAC-SHA256", e);
        }
    }

    @Override
    public String toString() {
        return Secret.MASK;
    }

    private static StartRefused unusable(Home home, IOException cause) {
        return new StartRefused(
                StartRefused.Reason.HOME,
                home.credential() + " cannot be used (" + cause.getClass().getSimpleName() + ": " + cause.getMessage()
                        + ").");
    }
}
