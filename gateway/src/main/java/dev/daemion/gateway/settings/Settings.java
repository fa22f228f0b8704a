package dev.daemion.gateway.settings;

import dev.daemion.kernel.provider.ProviderSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Everything the owner may set, read and checked. Made by {@link SettingsReader}.
 *
 * @param home the state directory, opened
 * @param bind loopback address to listen on
 * @param port 0 to 65535; 0 takes any free port
 * @param openHealth whether GET /health answers without a token
 * @param allowedHosts lower-case names besides loopback that Host may carry
 * @param allowedOrigins origins besides the gateway's own, as browsers send them
 * @param stopTimeout how long a graceful stop may take
 * @param database the database file, absolute
 * @param roots directories that tools and the file browser may use, absolute, as written (links not resolved)
 * @param privatePush whether push services on this machine and in private networks may be used
 * @param providers from the file and the environment; keys are names in the secret store
 */
public record Settings(
        Home home,
        String bind,
        int port,
        boolean openHealth,
        List<String> allowedHosts,
        List<String> allowedOrigins,
        Duration stopTimeout,
        Path database,
        LogSettings log,
        List<Path> roots,
        boolean privatePush,
        List<ProviderSettings> providers) {
    public static final int PORT_DEFAULT = 3001;

    public Settings {
        allowedHosts = List.copyOf(allowedHosts);
        allowedOrigins = List.copyOf(allowedOrigins);
        roots = List.copyOf(roots);
        providers = List.copyOf(providers);
    }

    /**
     * What the log holds and how much of it is kept.
     *
     * @param level least important level
     * @param json JSON lines instead of text
     * @param fileMaxMebibytes size at which the file is rotated, 1 to 1024
     * @param keepDays 1 to 365
     * @param totalMaxMebibytes bound of all rotated files together, 10 to 10240
     */
    public record LogSettings(Level level, boolean json, int fileMaxMebibytes, int keepDays, int totalMaxMebibytes) {}

    /** From least to most. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }
}
