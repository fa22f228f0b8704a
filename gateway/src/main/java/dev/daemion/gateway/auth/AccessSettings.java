package dev.daemion.gateway.auth;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who else may reach the gateway besides loopback.
 *
 * @param allowedHosts further host names, lower case, without port: the tailnet name; default none
 * @param allowedOrigins other origins whose pages may call, exact ({@code https://app.example}); default none
 * @param isHealthOpen whether {@code GET /health} answers strangers; default true
 */
public record AccessSettings(Set<String> allowedHosts, Set<String> allowedOrigins, boolean isHealthOpen) {
    public static final AccessSettings DEFAULT = new AccessSettings(Set.of(), Set.of(), true);

    public AccessSettings {
        allowedHosts = lowerCase(allowedHosts);
        allowedOrigins = lowerCase(allowedOrigins);
    }

    private static Set<String> lowerCase(Set<String> texts) {
        return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }
}
