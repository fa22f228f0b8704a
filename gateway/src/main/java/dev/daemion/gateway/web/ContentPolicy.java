package dev.daemion.gateway.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;

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

    private static final String FRAME = String.join(
            "; ",
            "style-src 'unsafe-inline'",
            "img-src data: blob:",
            "font-src data:",
            "media-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'");
    private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);

    private ContentPolicy() {}

    /**
     * Names the sockets of this host too, because not every browser counts them as {@code 'self'}.
     *
     * @param host passed the Host check, so it holds nothing that could end a directive
     */
    static String forHost(String host) {
        return FIXED + " ws://" + host + " wss://" + host;
    }

    /**
     * What the frame may do in which the documents of renderers run: style itself, and run its one script, which runs
     * what it is handed. It has an origin that nobody shares, loads nothing from a network, and a frame inside of it
     * can run nothing but that script again.
     *
     * @param document with one script in it
     */
    static String forFrame(String document) {
        var script = SCRIPT.matcher(document);
        var hash = script.find() ? " 'sha256-" + hash(script.group(1)) + "'" : "";
        return "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-eval'" + hash + "; " + FRAME;
    }

    private static String hash(String script) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
