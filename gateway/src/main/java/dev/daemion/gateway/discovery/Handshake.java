package dev.daemion.gateway.discovery;

import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import java.util.List;

/**
 * The daemon's half of the probe: answers a nonce with a proof, so that a client knows whom it talks to before it shows
 * the credential. It needs no token itself, for without the credential the answer is worth nothing; it says nothing
 * that the registration does not say.
 */
public final class Handshake {
    /** Shortest and longest nonce, in characters. */
    public static final int NONCE_MAX = 256;

    /** What this daemon can do beyond its protocol number; clients ignore words they do not know. */
    public static final List<String> CAPABILITIES = List.of("chat", "stream", "approvals", "pairing", "shutdown");

    private final Credential credential;
    private final Registration registration;

    Handshake(Credential credential, Registration registration) {
        this.credential = credential;
        this.registration = registration;
    }

    /**
     * @param proof see {@link Credential#proof}
     * @param capabilities words for what this daemon can do
     */
    public record Answer(String id, int protocol, String version, String proof, List<String> capabilities) {
        public Answer {
            capabilities = List.copyOf(capabilities);
        }
    }

    /** Refused (thrown {@code Problem}): VALIDATION_FAILED for a nonce that is empty or longer than 256 characters. */
    public Answer answer(String nonce) {
        if (nonce.isEmpty() || nonce.length() > NONCE_MAX) {
            var detail = "The nonce must be 1 to " + NONCE_MAX + " characters of your own choice, new each time.";
            throw new Problem(ProblemCode.VALIDATION_FAILED, detail, List.of(new Finding("/nonce", detail)));
        }
        return new Answer(
                registration.id(),
                registration.protocol(),
                registration.version(),
                credential.proof(nonce, registration.id(), registration.url(), registration.protocol()),
                CAPABILITIES);
    }
}
