package dev.daemion.gateway.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the settings file was changed while the gateway runs. A file that does not read is reported once and
 * changes nothing. Not thread-safe: one caller looks from time to time.
 */
public final class SettingsWatch {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsWatch.class);

    private final Home home;
    private final Map<String, String> environment;
    private final int port;
    private Stamp last;

    private record Stamp(@Nullable FileTime modifiedAt, long size) {
        private static final Stamp NO_FILE = new Stamp(null, 0);
    }

    /** @param running what the gateway was started with */
    public SettingsWatch(Settings running, Map<String, String> environment) {
        this.home = running.home();
        this.environment = Map.copyOf(environment);
        this.port = running.port();
        this.last = stamp();
    }

    /** The settings as they stand now, when the file was changed since the last look and reads well. */
    public Optional<Settings> look() {
        var now = stamp();
        if (now.equals(last)) {
            return Optional.empty();
        }
        last = now;
        try {
            return Optional.of(SettingsReader.read(home, environment, port));
        } catch (StartRefused refusal) {
            LOG.warn("The changed settings are not used: {}", refusal.getMessage());
            return Optional.empty();
        }
    }

    private Stamp stamp() {
        try {
            var attributes = Files.readAttributes(home.config(), BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size());
        } catch (NoSuchFileException e) {
            return Stamp.NO_FILE;
        } catch (IOException e) {
            LOG.warn("The settings {} cannot be looked at", home.config(), e);
            return Stamp.NO_FILE;
        }
    }
}
