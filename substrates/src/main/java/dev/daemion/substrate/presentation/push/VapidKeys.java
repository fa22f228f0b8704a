package dev.daemion.substrate.presentation.push;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * Who sends: the key pair of this installation, by which push services tell it from others (RFC 8292). It stands in an
 * owner-only file beside the database and never leaves the machine; losing it ends every subscription.
 */
final class VapidKeys {
    /** Push services refuse what is valid for more than a day. */
    private static final Duration VALID_FOR = Duration.ofHours(12);

    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final PrivateKey privateKey;
    private final ECPublicKey publicKey;

    private VapidKeys(PrivateKey privateKey, ECPublicKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /** Reads the pair, or makes it when the file does not exist yet. Touches the disk. */
    static VapidKeys in(Path file, SecureRandom random) throws IOException, GeneralSecurityException {
        try {
            return read(file);
        } catch (NoSuchFileException e) {
            make(file, random);
            return read(file);
        }
    }

    private static VapidKeys read(Path file) throws IOException, GeneralSecurityException {
        var lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        if (lines.size() != 2) {
            throw new IOException(file
                    + " does not hold a key pair; remove it to make a new one, and let every device subscribe again");
        }
        try {
            var decoder = Base64.getUrlDecoder();
            return new VapidKeys(
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(decoder.decode(lines.get(0)))),
                    P256.decode(decoder.decode(lines.get(1))));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " does not hold a key pair: " + e.getMessage(), e);
        }
    }

    private static void make(Path file, SecureRandom random) throws IOException, GeneralSecurityException {
        var pair = P256.newPair(random);
        var text = URL.encodeToString(pair.getPrivate().getEncoded()) + "\n"
                + URL.encodeToString(P256.encode((ECPublicKey) pair.getPublic())) + "\n";
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var draft = Files.createTempFile(file.toAbsolutePath().getParent(), ".push", ".key", ownerOnly);
        try {
            Files.writeString(draft, text, StandardCharsets.US_ASCII);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            // Somebody was faster: theirs counts.
            Files.deleteIfExists(draft);
        }
    }

    /** What a browser subscribes with: the point as base64url. */
    String publicKey() {
        return URL.encodeToString(P256.encode(publicKey));
    }

    ECPublicKey key() {
        return publicKey;
    }

    /**
     * The {@code Authorization} of one request.
     *
     * @param subject who answers for the sender: an {@code https:} or {@code mailto:} address
     */
    String authorization(URI endpoint, String subject, Instant now) throws GeneralSecurityException {
        var header = JsonNodeFactory.instance.objectNode().put("typ", "JWT").put("alg", "ES256");
        var claims = JsonNodeFactory.instance
                .objectNode()
                .put("aud", endpoint.getScheme() + "://" + endpoint.getRawAuthority())
                .put("exp", now.plus(VALID_FOR).getEpochSecond())
                .put("sub", subject);
        var signed = encode(header.toString()) + "." + encode(claims.toString());
        var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(privateKey);
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return "vapid t=" + signed + "." + URL.encodeToString(signature.sign()) + ", k=" + publicKey();
    }

    private static String encode(String text) {
        return URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
