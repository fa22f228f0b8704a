package dev.daemion.gateway.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Every key of {@code config.yaml}, with its type, unit, range and default. The reference page is written from this
 * list and a test compares the two.
 */
public enum SettingKey {
    PORT(
            "gateway.port",
            "whole number",
            "0 to 65535; 0 takes any free port",
            "3001",
            "DAEMION_PORT, --port",
            "TCP port of the loopback listener."),
    BIND(
            "gateway.bind",
            "address",
            "127.0.0.1, localhost or ::1",
            "127.0.0.1",
            "",
            "Loopback address to listen on. An address others can route to is refused; Tailscale goes in front."),
    OPEN_HEALTH(
            "gateway.open-health",
            "true or false",
            "",
            "true",
            "",
            "Whether GET /health answers its two members without a token."),
    ALLOWED_HOSTS(
            "gateway.allowed-hosts",
            "list of host names",
            "at most 16 names",
            "none",
            "",
            "Names besides loopback that a request may carry in Host, such as this machine's tailnet name."),
    ALLOWED_ORIGINS(
            "gateway.allowed-origins",
            "list of origins",
            "at most 16, scheme://host[:port], no wildcard",
            "none",
            "",
            "Web origins besides the gateway's own that may call it."),
    STOP_TIMEOUT(
            "gateway.stop-timeout-seconds",
            "whole number, seconds",
            "1 to 120",
            "10",
            "",
            "How long a graceful stop may take before what is left is cut off."),
    DATABASE(
            "db.path",
            "path",
            "a file on a local disk",
            "daemion.db in the home",
            "DAEMION_DB_PATH",
            "The database file: journal, read tables, search."),
    LOG_LEVEL(
            "log.level",
            "word",
            "error, warn, info, debug or trace",
            "info",
            "DAEMION_LOG",
            "Least important level that is logged."),
    LOG_JSON(
            "log.json",
            "true or false",
            "",
            "false",
            "DAEMION_LOG=level,json",
            "Whether log lines are JSON objects instead of text."),
    LOG_FILE_MAX(
            "log.file-max-mib",
            "whole number, MiB",
            "1 to 1024",
            "10",
            "",
            "Size at which the log file is rotated; it is also rotated every day."),
    LOG_KEEP_DAYS("log.keep-days", "whole number, days", "1 to 365", "14", "", "How long rotated log files are kept."),
    LOG_TOTAL_MAX(
            "log.total-max-mib",
            "whole number, MiB",
            "1 to 10240",
            "200",
            "",
            "Most that rotated log files may hold together; the oldest go first."),
    ROOTS(
            "tools.roots",
            "list of paths",
            "1 to 32 directories",
            "the user's home and workspace in the home",
            "",
            "Directories tools and the file browser may use. The home itself stays closed, its workspace apart."),
    PRIVATE_PUSH(
            "push.allow-private",
            "true or false",
            "",
            "false",
            "",
            "Whether notices may be pushed to services on this machine or in private networks, without TLS too."),
    PROVIDERS(
            "providers",
            "section",
            "see the models page",
            "none",
            "ANTHROPIC_API_KEY and others, see below",
            "Model providers: addresses, keys by reference, API versions, headers.");

    private final String path;
    private final String type;
    private final String range;
    private final String defaultText;
    private final String override;
    private final String meaning;

    SettingKey(String path, String type, String range, String defaultText, String override, String meaning) {
        this.path = path;
        this.type = type;
        this.range = range;
        this.defaultText = defaultText;
        this.override = override;
        this.meaning = meaning;
    }

    /** The dotted place in the file: {@code gateway.port}. */
    public String path() {
        return path;
    }

    /** The key's row in the reference page. */
    public String row() {
        return "| `" + path + "` | " + type + " | " + (range.isEmpty() ? "–" : range) + " | " + defaultText + " | "
                + (override.isEmpty() ? "–" : override) + " | " + meaning + " |";
    }

    static List<String> paths() {
        return Arrays.stream(values()).map(SettingKey::path).toList();
    }

    static Optional<SettingKey> at(String path) {
        return Arrays.stream(values()).filter(key -> key.path.equals(path)).findFirst();
    }
}
