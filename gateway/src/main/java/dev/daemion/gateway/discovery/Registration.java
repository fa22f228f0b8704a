package dev.daemion.gateway.discovery;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.daemion.kernel.wire.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code daemon.json} says: where the running daemon is.
 *
 * @param id new at each launch; whoever's id stands in the file owns it
 * @param version of the program, information only
 * @param url loopback base without a path: {@code http://127.0.0.1:3001}
 * @param pid for people, never signalled unseen
 * @param protocol clients and daemon understand each other exactly when theirs are equal
 */
public record Registration(String id, String version, String url, long pid, int protocol) {
    /** The protocol this program speaks; raised when a client of the old one would misunderstand the new one. */
    public static final int PROTOCOL = 1;

    /** Largest file that is read at all. */
    static final int BYTES_MAX = 16 * 1024;

    private static final Pattern URL =
            Pattern.compile("http://(127\\.0\\.0\\.1|localhost|\\[::1\\]):([1-9]\\d{0,4})/?");

    /** The base of the daemon, without a trailing slash. */
    public URI base() {
        return URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    }

    String json() {
        return Json.store(this);
    }

    /**
     * Reads a record. Empty for anything that must be treated as if it were absent: not JSON, members missing, or an
     * address that is not exactly {@code http://} with host {@code 127.0.0.1}, {@code localhost} or {@code [::1]} and a
     * port, without user, path, query and fragment. Members that are not known are ignored.
     */
    static Optional<Registration> parse(byte[] bytes) {
        if (bytes.length > BYTES_MAX) {
            return Optional.empty();
        }
        try {
            var wire = Json.stored().readValue(new String(bytes, StandardCharsets.UTF_8), Wire.class);
            return Optional.ofNullable(wire).flatMap(Wire::checked);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Whether readers accept the address. */
    static boolean isLoopback(String url) {
        var match = URL.matcher(url);
        return match.matches() && Integer.parseInt(match.group(2)) <= 65_535;
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Wire(
            @Nullable String id,
            @Nullable String version,
            @Nullable String url,
            @Nullable Long pid,
            @Nullable Integer protocol) {
        Optional<Registration> checked() {
            if (id == null || id.isBlank() || url == null || protocol == null || !isLoopback(url)) {
                return Optional.empty();
            }
            return Optional.of(
                    new Registration(id, version == null ? "unknown" : version, url, pid == null ? 0 : pid, protocol));
        }
    }
}
