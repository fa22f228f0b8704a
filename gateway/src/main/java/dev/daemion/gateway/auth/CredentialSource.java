package dev.daemion.gateway.auth;

/** Where the daemon's own credential comes from. */
@FunctionalInterface
public interface CredentialSource {
    /** The credential as local processes send it: 32 random bytes in base64url, without padding. */
    String credential();
}
