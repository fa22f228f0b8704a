package dev.daemion.gateway.web;

/**
 * What the app's page may do (Content Security Policy, level 3): run and style itself from its own files, talk to this
 * gateway, show what it made itself, and nothing else. Text becomes script only through the policy named
 * {@code daemion}, which knows one address.
 */
final class ContentPolicy {
    private static final String FIXED = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "frame-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types daemion",
            "connect-src 'self'");

    private ContentPolicy() {}

    /**
     * Names the sockets of this host too, because not every browser counts them as {@code 'self'}.
     *
     * @param host passed the Host check, so it holds nothing that could end a directive
     */
    static String forHost(String host) {
        return FIXED + " ws://" + host + " wss://" + host;
    }
}
