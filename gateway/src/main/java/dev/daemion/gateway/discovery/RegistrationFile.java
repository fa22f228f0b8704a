package dev.daemion.gateway.discovery;

import dev.daemion.gateway.settings.Home;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * {@code daemon.json} on disk. Publishing is unconditional, the last writer wins; removing is conditional on the id;
 * both happen under one lock file, so that a successor's record is never deleted.
 */
public final class RegistrationFile {
    /** File locks of one process do not exclude each other, so its threads take turns here first. */
    private static final Object IN_PROCESS = new Object();

    private final Path file;
    private final Path lock;

    public RegistrationFile(Home home) {
        this.file = home.registration();
        this.lock = home.path().resolve("daemon.lock");
    }

    public Path file() {
        return file;
    }

    /** The record, if there is one that readers accept; a damaged or foreign one is as if absent. */
    public Optional<Registration> read() throws IOException {
        try (var in = Files.newInputStream(file)) {
            return Registration.parse(in.readNBytes(Registration.BYTES_MAX + 1));
        } catch (java.nio.file.NoSuchFileException e) {
            return Optional.empty();
        }
    }

    public void publish(Registration registration) throws IOException {
        var content = registration.json().getBytes(StandardCharsets.UTF_8);
        locked(() -> {
            PrivateFiles.replace(file, content);
            return true;
        });
    }

    /** Removes the record if that id still owns it; answers whether it did. */
    public boolean removeIfOwnedBy(String id) throws IOException {
        return locked(() -> {
            var isOwner = read().filter(found -> found.id().equals(id)).isPresent();
            return isOwner && Files.deleteIfExists(file);
        });
    }

    private boolean locked(Change change) throws IOException {
        synchronized (IN_PROCESS) {
            try (var channel = FileChannel.open(
                            lock,
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            PrivateFiles.OWNER_ONLY);
                    var held = channel.lock()) {
                return held.isValid() && change.make();
            }
        }
    }

    private interface Change {
        boolean make() throws IOException;
    }
}
