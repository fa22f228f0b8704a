package dev.daemion.gateway.http;

import java.util.Set;
import java.util.TreeSet;

/** Where another device finds this gateway. */
record PublicUrl(Set<String> allowedHosts) {
    /**
     * The tailnet name when one is allowed, for a loopback address leads a phone to itself; else the name the caller
     * used.
     */
    String of(String authority) {
        return allowedHosts.isEmpty() ? "http://" + authority : "https://" + new TreeSet<>(allowedHosts).getFirst();
    }
}
