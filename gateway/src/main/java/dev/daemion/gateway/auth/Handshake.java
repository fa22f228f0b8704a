package dev.daemion.gateway.auth;

import java.util.List;

/**
 * The answer to {@code POST /handshake}: shows that this process knows the credential without saying it. The route is
 * open, because a client must not send its secret before it has checked this very proof; the answer tells a stranger
 * nothing he could use.
 */
@FunctionalInterface
public interface Handshake {
    /** @param nonce what the client made up, 16 to 256 characters */
    Answer prove(String nonce);

    /**
     * @param id the launch, as in the registration
     * @param proof HMAC-SHA256 over nonce, id, url and protocol
     */
    record Answer(String id, int protocol, String version, String proof, List<String> capabilities) {
        public Answer {
            capabilities = List.copyOf(capabilities);
        }
    }
}
