package dev.daemion.substrate.presentation.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPrivateKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The encryption of push messages")
class PushCipherTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] WATERMELON =
            "When I grow up, I want to be a watermelon".getBytes(StandardCharsets.UTF_8);

    @Test
    @DisplayName("gives the very bytes of the example in RFC 8291 §5")
    void example() throws GeneralSecurityException {
        var sender = pair(
                "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
                "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
        var receiver = P256.decode(
                bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"));

        var body = PushCipher.encrypt(
                WATERMELON, receiver, bytes("BTBZMqHH6r4Tts7J_aSIgg"), sender, bytes("DGv6ra1nlYgDCS1FRnbzlw"), 0);

        assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(body))
                .isEqualTo("DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmY"
                               + "WAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qu"
                               + "lcy4a-fN");
    }

    @Test
    @DisplayName("is read by the browser alone, and messages of different length look alike")
    void roundTrip() throws GeneralSecurityException {
        var cipher = new PushCipher(RANDOM);
        var browser = new PushBrowser();

        var shorter = cipher.encrypt(new byte[] {1, 2, 3}, browser.key(), browser.auth());
        var longer = cipher.encrypt(WATERMELON, browser.key(), browser.auth());

        assertThat(browser.decrypt(shorter)).containsExactly(1, 2, 3);
        assertThat(browser.decrypt(longer)).isEqualTo(WATERMELON);
        assertThat(shorter).hasSameSizeAs(longer);
        assertThat(cipher.encrypt(WATERMELON, browser.key(), browser.auth())).isNotEqualTo(longer);
        longer[longer.length - 1] ^= 1;
        assertThatThrownBy(() -> browser.decrypt(longer)).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> new PushBrowser().decrypt(shorter)).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    @DisplayName("stays within the 4,096 bytes that every push service takes, and refuses more")
    void bound() throws GeneralSecurityException {
        var cipher = new PushCipher(RANDOM);
        var browser = new PushBrowser();

        var longest = cipher.encrypt(new byte[PushCipher.PLAINTEXT_MAX], browser.key(), browser.auth());

        assertThat(longest).hasSizeLessThanOrEqualTo(4_096);
        assertThatThrownBy(() -> cipher.encrypt(new byte[PushCipher.PLAINTEXT_MAX + 1], browser.key(), browser.auth()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("takes no point that does not lie on the curve")
    void offCurve() throws GeneralSecurityException {
        var point = P256.encode(new PushBrowser().key());
        point[64] ^= 1;

        assertThatThrownBy(() -> P256.decode(point)).hasMessageContaining("P-256");
        assertThatThrownBy(() -> P256.decode(new byte[65])).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> P256.decode(new byte[] {4})).isInstanceOf(GeneralSecurityException.class);
    }

    private static byte[] bytes(String text) {
        return Base64.getUrlDecoder().decode(text);
    }

    private static KeyPair pair(String secret, String point) throws GeneralSecurityException {
        ECPublicKey open = P256.decode(bytes(point));
        var closed = KeyFactory.getInstance("EC")
                .generatePrivate(new ECPrivateKeySpec(new BigInteger(1, bytes(secret)), open.getParams()));
        return new KeyPair(open, closed);
    }
}
