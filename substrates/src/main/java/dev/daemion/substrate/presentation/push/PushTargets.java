package dev.daemion.substrate.presentation.push;

import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.PushProtocol;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What a subscription has to be like before anything is sent to it. Pure. */
record PushTargets(boolean isPrivateAllowed) {
    private static final int ENDPOINT_LENGTH_MAX = 2_000;
    private static final int AUTH_LENGTH = 16;
    private static final int PORT_MAX = 65_535;

    /** Everything that is wrong with it; empty when nothing is. */
    Optional<Problem> refusal(PushProtocol.Subscribe wanted) {
        var findings = new ArrayList<Finding>();
        if (!isEndpoint(wanted.endpoint())) {
            findings.add(new Finding(
                    "/endpoint",
                    "expected the https URL that the browser's PushManager gave, at most " + ENDPOINT_LENGTH_MAX
                            + " characters, without user name and fragment"));
        }
        if (!isPoint(wanted.p256dh())) {
            findings.add(
                    new Finding("/keys/p256dh", "expected an uncompressed point of P-256 (65 bytes) as base64url"));
        }
        if (decoded(wanted.auth()).filter(auth -> auth.length == AUTH_LENGTH).isEmpty()) {
            findings.add(new Finding("/keys/auth", "expected " + AUTH_LENGTH + " bytes as base64url"));
        }
        return findings.isEmpty() ? Optional.empty() : Optional.of(problem(findings));
    }

    private static Problem problem(List<Finding> findings) {
        return new Problem(
                ProblemCode.VALIDATION_FAILED,
                "this is no push subscription: send what PushSubscription.toJSON() gives",
                findings);
    }

    private boolean isEndpoint(String text) {
        if (text.length() > ENDPOINT_LENGTH_MAX) {
            return false;
        }
        try {
            var uri = new URI(text);
            var isSecure = "https".equalsIgnoreCase(uri.getScheme());
            var isPlain = isPrivateAllowed && "http".equalsIgnoreCase(uri.getScheme());
            return (isSecure || isPlain)
                    && uri.getHost() != null
                    && uri.getPort() <= PORT_MAX
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isPoint(String text) {
        return decoded(text)
                .map(bytes -> {
                    try {
                        P256.decode(bytes);
                        return true;
                    } catch (GeneralSecurityException e) {
                        return false;
                    }
                })
                .orElse(false);
    }

    private static Optional<byte[]> decoded(String text) {
        try {
            return Optional.of(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
