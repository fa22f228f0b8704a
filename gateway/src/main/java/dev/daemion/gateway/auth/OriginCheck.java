package dev.daemion.gateway.auth;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The {@code Origin} of a request must be absent, the gateway's own, or one of the allowed ones, to the letter. */
final class OriginCheck {
    private final Set<String> allowed;

    OriginCheck(Set<String> allowed) {
        this.allowed = Set.copyOf(allowed);
    }

    enum Outcome {
        /** No browser, or one that shows our own page. */
        OWN,
        /** A page of another origin that the settings name. */
        ALLOWED,
        REFUSED
    }

    Outcome check(List<String> values, HostCheck.Known host) {
        if (values.isEmpty()) {
            return Outcome.OWN;
        }
        if (values.size() > 1) {
            return Outcome.REFUSED;
        }
        var origin = values.getFirst().toLowerCase(Locale.ROOT);
        if (isOwn(origin, host)) {
            return Outcome.OWN;
        }
        return allowed.contains(origin) ? Outcome.ALLOWED : Outcome.REFUSED;
    }

    /**
     * On loopback the gateway speaks plain HTTP under three names at one port. Under any other name a proxy of the
     * owner's (Tailscale) stands in front, which may speak HTTPS.
     */
    private static boolean isOwn(String origin, HostCheck.Known host) {
        if (!host.isLoopback()) {
            return origin.equals("https://" + host.authority()) || origin.equals("http://" + host.authority());
        }
        var port = host.port().isEmpty() || host.port().equals("80") ? "" : ":" + host.port();
        return origin.equals("http://127.0.0.1" + port)
                || origin.equals("http://localhost" + port)
                || origin.equals("http://[::1]" + port);
    }
}
