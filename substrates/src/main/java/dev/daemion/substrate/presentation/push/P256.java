package dev.daemion.substrate.presentation.push;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.InvalidParameterSpecException;
import java.util.Arrays;

/** The curve of Web Push, and its points as they go over the wire: {@code 0x04 ‖ x ‖ y}, 65 bytes (SEC 1 §2.3.3). */
final class P256 {
    static final int POINT_LENGTH = 65;
    private static final int COORDINATE_LENGTH = 32;
    private static final byte UNCOMPRESSED = 4;
    private static final ECParameterSpec CURVE = curve();

    private P256() {}

    static KeyPair newPair(SecureRandom random) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(CURVE, random);
        return generator.generateKeyPair();
    }

    static byte[] encode(ECPublicKey key) {
        var encoded = new byte[POINT_LENGTH];
        encoded[0] = UNCOMPRESSED;
        put(key.getW().getAffineX(), encoded, 1);
        put(key.getW().getAffineY(), encoded, 1 + COORDINATE_LENGTH);
        return encoded;
    }

    /** @throws GeneralSecurityException when the bytes are not a point of the curve */
    static ECPublicKey decode(byte[] encoded) throws GeneralSecurityException {
        if (encoded.length != POINT_LENGTH || encoded[0] != UNCOMPRESSED) {
            throw new GeneralSecurityException("not an uncompressed point of P-256");
        }
        var point = new ECPoint(
                new BigInteger(1, Arrays.copyOfRange(encoded, 1, 1 + COORDINATE_LENGTH)),
                new BigInteger(1, Arrays.copyOfRange(encoded, 1 + COORDINATE_LENGTH, POINT_LENGTH)));
        if (!isOnCurve(point)) {
            throw new GeneralSecurityException("the point does not lie on P-256");
        }
        return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, CURVE));
    }

    /** A point off the curve would leak the private key bit by bit (SEC 1 §3.2.2.1). */
    private static boolean isOnCurve(ECPoint point) {
        var p = ((ECFieldFp) CURVE.getCurve().getField()).getP();
        var x = point.getAffineX();
        var y = point.getAffineY();
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
            return false;
        }
        var right = x.pow(3)
                .add(CURVE.getCurve().getA().multiply(x))
                .add(CURVE.getCurve().getB())
                .mod(p);
        return y.pow(2).mod(p).equals(right);
    }

    private static void put(BigInteger coordinate, byte[] target, int at) {
        var bytes = coordinate.toByteArray();
        int from = Math.max(0, bytes.length - COORDINATE_LENGTH);
        int length = bytes.length - from;
        System.arraycopy(bytes, from, target, at + COORDINATE_LENGTH - length, length);
    }

    private static ECParameterSpec curve() {
        try {
            var parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (java.security.NoSuchAlgorithmException | InvalidParameterSpecException e) {
            throw new IllegalStateException("this Java has no P-256", e);
        }
    }
}
