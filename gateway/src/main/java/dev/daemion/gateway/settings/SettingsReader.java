package dev.daemion.gateway.settings;

import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.provider.ProviderEnvironment;
import dev.daemion.kernel.provider.ProviderSettings;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings: flags win over the environment, the environment over {@code config.yaml}, the file over defaults.
 * Everything that does not fit is named at once in one {@link StartRefused}.
 */
public final class SettingsReader {
    static final int HOSTS_MAX = 16;
    static final int ROOTS_MAX = 32;
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "[::1]");
    private static final Pattern HOST_NAME =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    private final Map<String, String> environment;
    private final List<Finding> findings = new ArrayList<>();

    private SettingsReader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * The settings of a home that is open.
     *
     * @param environment usually {@code System.getenv()}
     * @param portFlag the {@code --port} flag, null when not given
     */
    public static Settings read(Home home, Map<String, String> environment, @Nullable Integer portFlag) {
        return new SettingsReader(environment).settings(home, ConfigFile.read(home.config()), portFlag);
    }

    private Settings settings(Home home, ConfigFile file, @Nullable Integer portFlag) {
        findings.addAll(file.findings());
        var values = new Values(file.values(), findings);
        var settings = new Settings(
                home,
                bind(values),
                port(values, portFlag),
                values.isTrue(SettingKey.OPEN_HEALTH, true),
                values.list(SettingKey.ALLOWED_HOSTS, HOSTS_MAX, List.of(), host -> host(values, host)),
                values.list(SettingKey.ALLOWED_ORIGINS, HOSTS_MAX, List.of(), origin -> origin(values, origin)),
                Duration.ofSeconds(values.whole(SettingKey.STOP_TIMEOUT, 1, 120, 10)),
                database(values, home),
                log(values),
                roots(values, home),
                values.isTrue(SettingKey.PRIVATE_PUSH, false),
                providers(file));
        if (!findings.isEmpty()) {
            throw new StartRefused(StartRefused.Reason.SETTINGS, sentence(home));
        }
        return settings;
    }

    private String sentence(Home home) {
        var text = new StringBuilder("The settings do not fit (" + home.config() + " and the environment):");
        findings.forEach(finding -> {
            text.append("\n  ");
            if (!finding.pointer().isEmpty()) {
                text.append(finding.pointer().substring(1).replace('/', '.')).append(": ");
            }
            text.append(finding.detail());
        });
        return text.toString();
    }

    private String bind(Values values) {
        var bind = values.text(SettingKey.BIND);
        if (bind == null) {
            return "127.0.0.1";
        }
        if (LOOPBACK.contains(bind.strip())) {
            return bind.strip().replace("[", "").replace("]", "");
        }
        values.finding(
                SettingKey.BIND,
                bind.strip() + " is not a loopback address and the gateway is not a network service; leave it out and"
                        + " reach it from your other devices with: tailscale serve --bg "
                        + port(values, null));
        return "127.0.0.1";
    }

    private int port(Values values, @Nullable Integer flag) {
        if (flag != null) {
            return checkedPort("--port", String.valueOf(flag));
        }
        var named = environment.get("DAEMION_PORT");
        if (named != null && !named.isBlank()) {
            return checkedPort("DAEMION_PORT", named.strip());
        }
        return values.whole(SettingKey.PORT, 0, 65_535, Settings.PORT_DEFAULT);
    }

    private int checkedPort(String source, String text) {
        if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= 65_535) {
            return Integer.parseInt(text);
        }
        environmentFinding(source + " must be a port from 0 to 65535, not " + Values.shown(text) + ".");
        return Settings.PORT_DEFAULT;
    }

    private static @Nullable String host(Values values, String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        if (HOST_NAME.matcher(lower).matches()) {
            return lower;
        }
        values.finding(
                SettingKey.ALLOWED_HOSTS,
                Values.shown(host)
                        + " is not a host name; write it without scheme and port, as in box.tail1234.ts.net.");
        return null;
    }

    private static @Nullable String origin(Values values, String origin) {
        try {
            var uri = URI.create(origin);
            var isOrigin = ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && "".equals(uri.getRawPath());
            if (isOrigin) {
                return origin.toLowerCase(Locale.ROOT);
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the finding: what is wrong with it is the same for the reader.
        }
        values.finding(
                SettingKey.ALLOWED_ORIGINS,
                Values.shown(origin) + " is not an exact origin; write it as in http://localhost:5173.");
        return null;
    }

    private Path database(Values values, Home home) {
        var named = environment.get("DAEMION_DB_PATH");
        var text = named != null && !named.isBlank() ? named : values.text(SettingKey.DATABASE);
        var path = text == null ? null : path("db.path", text);
        return path == null ? home.database() : path;
    }

    private Settings.LogSettings log(Values values) {
        var level = values.word(SettingKey.LOG_LEVEL, Settings.Level.class, Settings.Level.INFO);
        var json = values.isTrue(SettingKey.LOG_JSON, false);
        for (var word : environment.getOrDefault("DAEMION_LOG", "").split(",", -1)) {
            var lower = word.strip().toLowerCase(Locale.ROOT);
            if (lower.equals("json") || lower.equals("text")) {
                json = lower.equals("json");
            } else if (List.of("error", "warn", "info", "debug", "trace").contains(lower)) {
                level = Settings.Level.valueOf(lower.toUpperCase(Locale.ROOT));
            } else if (!lower.isEmpty()) {
                environmentFinding("DAEMION_LOG must be a level (error, warn, info, debug, trace), json, or both as in"
                        + " debug,json; not " + Values.shown(word) + ".");
            }
        }
        return new Settings.LogSettings(
                level,
                json,
                values.whole(SettingKey.LOG_FILE_MAX, 1, 1024, 10),
                values.whole(SettingKey.LOG_KEEP_DAYS, 1, 365, 14),
                values.whole(SettingKey.LOG_TOTAL_MAX, 10, 10_240, 200));
    }

    private List<Path> roots(Values values, Home home) {
        var absent = List.of(Home.userHome(environment), home.workspace());
        var roots = values.list(SettingKey.ROOTS, ROOTS_MAX, absent, text -> path("tools.roots", text));
        if (roots.isEmpty()) {
            values.finding(SettingKey.ROOTS, "Must name at least one directory, or be left out.");
        }
        return roots;
    }

    private @Nullable Path path(String key, String text) {
        try {
            return Home.expand(text, environment);
        } catch (StartRefused | InvalidPathException e) {
            environmentFinding(key + ": " + e.getMessage());
            return null;
        }
    }

    private List<ProviderSettings> providers(ConfigFile file) {
        var configured = new ProviderReader(findings).read(file.values().get(SettingKey.PROVIDERS.path()));
        try {
            return ProviderEnvironment.merge(environment, configured);
        } catch (Problem refused) {
            environmentFinding(refused.detail());
            return configured;
        }
    }

    private void environmentFinding(String detail) {
        findings.add(new Finding("", detail));
    }
}
