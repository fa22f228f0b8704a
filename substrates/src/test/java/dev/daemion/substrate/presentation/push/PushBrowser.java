package dev.daemion.substrate.presentation.push;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;

/** The other side of a push message: a browser with its keys, reading as RFC 8188 §2 says. */
final class PushBrowser {
    private final KeyPair pair;
    private final byte[] auth = new byte[16];

    PushBrowser() throws GeneralSecurityException {
        var random = new SecureRandom();
        pair = P256.newPair(random);
        random.nextBytes(auth);
    }

    ECPublicKey key() {
        return (ECPublicKey) pair.getPublic();
    }

    byte[] auth() {
        return auth.clone();
    }

    String p256dh() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(P256.encode(key()));
    }

    String authText() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(auth);
    }

    byte[] decrypt(byte[] body) throws GeneralSecurityException {
        var buffer = ByteBuffer.wrap(body);
        var salt = take(buffer, 16);
        int recordSize = buffer.getInt();
        var sender = take(buffer, buffer.get());
        var sealed = take(buffer, buffer.remaining());
        if (sealed.length > recordSize) {
            throw new GeneralSecurityException("more than one record");
        }
        var keys = PushCipher.contentKeys(
                PushCipher.agree(pair, P256.decode(sender)), P256.encode(key()), sender, auth, salt);
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, keys.key(), keys.nonce());
        var padded = cipher.doFinal(sealed);
        int end = padded.length - 1;
        while (padded[end] == 0) {
            end--;
        }
        if (padded[end] != 2) {
            throw new GeneralSecurityException("the record is not the last one");
        }
        return Arrays.copyOf(padded, end);
    }

    private static byte[] take(ByteBuffer buffer, int length) {
        var taken = new byte[length];
        buffer.get(taken);
        return taken;
    }
}
