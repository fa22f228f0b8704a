package dev.daemion.substrate.presentation.push;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts a push message for one browser, so that the push service in between cannot read it: message encryption for
 * Web Push (RFC 8291) in one record of {@code aes128gcm} (RFC 8188). Every message has a sender key and a salt of its
 * own, and is padded, so that its length says little.
 */
final class PushCipher {
    /** Most that fits into the 4,096 bytes every push service takes: header, padding delimiter and tag aside. */
    static final int PLAINTEXT_MAX = 3_993;

    private static final int SALT_LENGTH = 16;
    private static final int RECORD_SIZE = 4_096;
    private static final int TAG_BITS = 128;
    private static final int PADDED_TO = 512;
    private static final byte LAST_RECORD = 2;

    private final SecureRandom random;

    PushCipher(SecureRandom random) {
        this.random = random;
    }

    /**
     * @param plaintext at most {@link #PLAINTEXT_MAX} bytes
     * @param receiver the browser's public key, {@code p256dh}
     * @param auth the secret it shared, 16 bytes
     * @return the body of the request
     */
    byte[] encrypt(byte[] plaintext, ECPublicKey receiver, byte[] auth) throws GeneralSecurityException {
        if (plaintext.length > PLAINTEXT_MAX) {
            throw new IllegalArgumentException(
                    "a push message has at most " + PLAINTEXT_MAX + " bytes, not " + plaintext.length);
        }
        var salt = new byte[SALT_LENGTH];
        random.nextBytes(salt);
        int rounded = (plaintext.length / PADDED_TO + 1) * PADDED_TO;
        int padding = Math.min(PLAINTEXT_MAX, rounded) - plaintext.length;
        return encrypt(plaintext, receiver, auth, P256.newPair(random), salt, padding);
    }

    /** With everything given that is random otherwise. */
    static byte[] encrypt(byte[] plaintext, ECPublicKey receiver, byte[] auth, KeyPair sender, byte[] salt, int padding)
            throws GeneralSecurityException {
        var senderPoint = P256.encode((ECPublicKey) sender.getPublic());
        var keys = contentKeys(agree(sender, receiver), P256.encode(receiver), senderPoint, auth, salt);
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, keys.key(), keys.nonce());
        var padded = new byte[plaintext.length + 1 + padding];
        System.arraycopy(plaintext, 0, padded, 0, plaintext.length);
        padded[plaintext.length] = LAST_RECORD;
        var sealed = cipher.doFinal(padded);
        return ByteBuffer.allocate(SALT_LENGTH + Integer.BYTES + 1 + senderPoint.length + sealed.length)
                .put(salt)
                .putInt(RECORD_SIZE)
                .put((byte) senderPoint.length)
                .put(senderPoint)
                .put(sealed)
                .array();
    }

    /** Of one message. */
    record ContentKeys(SecretKeySpec key, GCMParameterSpec nonce) {}

    /** RFC 8291 §3.4; the same on both sides. */
    static ContentKeys contentKeys(byte[] shared, byte[] receiverPoint, byte[] senderPoint, byte[] auth, byte[] salt)
            throws GeneralSecurityException {
        var info = new ByteArrayOutputStream();
        info.writeBytes("WebPush: info\0".getBytes(StandardCharsets.US_ASCII));
        info.writeBytes(receiverPoint);
        info.writeBytes(senderPoint);
        var input = derive(shared, auth, info.toByteArray(), 32);
        return new ContentKeys(
                new SecretKeySpec(derive(input, salt, label("aes128gcm"), 16), "AES"),
                new GCMParameterSpec(TAG_BITS, derive(input, salt, label("nonce"), 12)));
    }

    static byte[] agree(KeyPair own, ECPublicKey other) throws GeneralSecurityException {
        var agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(own.getPrivate());
        agreement.doPhase(other, true);
        return agreement.generateSecret();
    }

    private static byte[] derive(byte[] secret, byte[] salt, byte[] info, int length) throws GeneralSecurityException {
        return KDF.getInstance("HKDF-SHA256")
                .deriveData(HKDFParameterSpec.ofExtract()
                        .addIKM(secret)
                        .addSalt(salt)
                        .thenExpand(info, length));
    }

    private static byte[] label(String name) {
        return ("Content-Encoding: " + name + "\0").getBytes(StandardCharsets.US_ASCII);
    }
}
