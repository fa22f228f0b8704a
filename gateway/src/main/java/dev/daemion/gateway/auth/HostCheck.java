package dev.daemion.gateway.auth;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The {@code Host} of a request must be a name of this machine. A page on another site can point its own name at
 * 127.0.0.1 (DNS rebinding), but it cannot make the browser send one of these names.
 */
final class HostCheck {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final Pattern AUTHORITY =
            Pattern.compile("(?<name>[a-z0-9](?:[a-z0-9._-]{0,252})|\\[::1])(?::(?<port>[0-9]{1,5}))?");
    private static final int PORT_MAX = 65_535;

    private final Set<String> allowed;

    HostCheck(Set<String> allowed) {
        this.allowed = Set.copyOf(allowed);
    }

    /**
     * A host that passed.
     *
     * @param authority name and port as sent, lower case
     * @param port empty when none was sent
     */
    record Known(String authority, String name, String port) {
        boolean isLoopback() {
            return LOOPBACK.contains(name);
        }
    }

    /** Empty unless there is exactly one value, well formed, that names this machine. */
    Optional<Known> check(List<String> values) {
        if (values.size() != 1) {
            return Optional.empty();
        }
        var authority = values.getFirst().toLowerCase(Locale.ROOT);
        var parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var name = parts.group("name");
        var port = parts.group("port") == null ? "" : parts.group("port");
        if (!port.isEmpty() && Integer.parseInt(port) > PORT_MAX) {
            return Optional.empty();
        }
        return LOOPBACK.contains(name) || allowed.contains(name)
                ? Optional.of(new Known(authority, name, port))
                : Optional.empty();
    }
}
