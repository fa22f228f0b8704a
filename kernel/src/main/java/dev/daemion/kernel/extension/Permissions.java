package dev.daemion.kernel.extension;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.wire.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an extension may use, as a person approved it. It only ever narrows what its agent and the policy admit.
 *
 * @param tools names or globs; null when nothing is said about tools, which is not the same as none
 * @param paths globs of files; null when nothing is said
 * @param hosts names such as {@code example.org} or {@code *.example.org}, each with an optional port; null when
 *     nothing is said
 * @param budgetUsd most one run may cost; null when nothing is said
 * @param turnsMax most model calls of one run; null when nothing is said
 */
public record Permissions(
        @Nullable List<String> tools,
        @Nullable Paths paths,
        @Nullable List<String> hosts,
        @Nullable BigDecimal budgetUsd,
        @JsonProperty("max_turns") @Nullable Integer turnsMax) {
    /** Nothing is said: the safe default of the extension's type applies. */
    public static final Permissions UNSAID = new Permissions(null, null, null, null, null);

    public Permissions {
        tools = tools == null ? null : List.copyOf(tools);
        hosts = hosts == null ? null : List.copyOf(hosts);
    }

    /**
     * @param read globs of what may be read; empty means nothing
     * @param write globs of what may be written; empty means nothing
     */
    public record Paths(List<String> read, List<String> write) {
        public Paths {
            read = read == null ? List.of() : List.copyOf(read);
            write = write == null ? List.of() : List.copyOf(write);
        }
    }

    /**
     * True when it is among those that may be reached.
     *
     * @param host a name or an address, IPv6 with or without brackets, whatever its case
     * @param port below 0 for the scheme's own
     */
    public boolean reaches(boolean isSecure, String host, int port) {
        return hosts != null && hosts.stream().anyMatch(pattern -> isHost(pattern, isSecure, host, port));
    }

    /** True when it is written out among those that may be reached, not only covered by a star. */
    public boolean names(boolean isSecure, String host, int port) {
        return hosts != null
                && hosts.stream().anyMatch(pattern -> !pattern.contains("*") && isHost(pattern, isSecure, host, port));
    }

    private static boolean isHost(String pattern, boolean isSecure, String host, int port) {
        if (pattern.equals("*")) {
            return true;
        }
        int usual = isSecure ? 443 : 80;
        int actual = port < 0 ? usual : port;
        int colon = pattern.startsWith("[") ? pattern.indexOf("]:") + 1 : pattern.lastIndexOf(':');
        var wanted = plain(colon > 0 ? pattern.substring(0, colon) : pattern);
        boolean isPort = colon > 0 ? pattern.substring(colon + 1).equals(String.valueOf(actual)) : actual == usual;
        if (colon <= 0 && (wanted.equals("localhost") || wanted.equals("127.0.0.1") || wanted.equals("::1"))) {
            // A program on this machine is named by its host; it is known by its port to whoever wrote the URL.
            isPort = true;
        }
        var asked = plain(host);
        return isPort && (wanted.startsWith("*.") ? asked.endsWith(wanted.substring(1)) : asked.equals(wanted));
    }

    private static String plain(String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") && lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : lower;
    }

    /**
     * Reads what a record carries; it was checked against its schema when it was stored.
     *
     * @throws IllegalArgumentException when it was not
     */
    public static Permissions of(@Nullable JsonNode permissions) {
        if (permissions == null || permissions.isNull() || permissions.isMissingNode()) {
            return UNSAID;
        }
        try {
            return Json.stored().treeToValue(permissions, Permissions.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("permissions do not fit their schema", e);
        }
    }
}
