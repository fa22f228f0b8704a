package dev.daemion.substrate.execution.tool.web;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is sent besides the address.
 *
 * @param method upper case
 * @param headers by name, whatever its case; may hold credentials, so it is never shown
 * @param body null for none
 */
record Outgoing(
        String method,
        Map<String, String> headers,
        @Nullable String body) {
    static final Outgoing GET = new Outgoing("GET", Map.of(), null);

    Outgoing {
        var sorted = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(headers);
        headers = sorted;
    }

    /** True when sending it once more changes nothing. */
    boolean isRepeatable() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** For another origin: nothing that was meant for the first one. */
    Outgoing bare() {
        return new Outgoing(method, Map.of(), null);
    }

    @Override
    public String toString() {
        return "Outgoing[" + method + "]";
    }
}
