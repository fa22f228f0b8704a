package dev.daemion.gateway.discovery;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Re-reads the registration every 5 s and whenever its directory changes, and calls for a stand-down once when the
 * record is not ours any more or is gone. A read that fails proves nothing and is tried again.
 */
final class RegistrationWatch implements AutoCloseable {
    static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(RegistrationWatch.class);

    private final RegistrationFile file;
    private final String id;
    private final Runnable standDown;
    private final WatchService events;

    private RegistrationWatch(RegistrationFile file, String id, Runnable standDown, WatchService events) {
        this.file = file;
        this.id = id;
        this.standDown = standDown;
        this.events = events;
    }

    static RegistrationWatch start(RegistrationFile file, String id, Runnable standDown) throws IOException {
        Path directory = file.file().toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(file.file() + " has no directory");
        }
        var events = directory.getFileSystem().newWatchService();
        // Not modifications: a record is only ever replaced or removed, and the database beside it is written to many
        // times in every turn, each of which would wake two threads here. Who edits the record is noticed by the clock.
        directory.register(events, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE);
        var watch = new RegistrationWatch(file, id, standDown, events);
        Thread.ofPlatform().daemon().name("registration-watch").start(watch::run);
        return watch;
    }

    private void run() {
        try {
            while (isOurs()) {
                awaitChange();
            }
            LOG.info("The registration names another daemon or is gone: standing down");
            standDown.run();
        } catch (ClosedWatchServiceException e) {
            LOG.debug("The registration is no longer watched");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isOurs() {
        try {
            return file.read().filter(found -> found.id().equals(id)).isPresent();
        } catch (IOException e) {
            LOG.warn("The registration could not be read; it is looked at again in {} s", INTERVAL.toSeconds(), e);
            return true;
        }
    }

    /** Returns when the record's file may have changed; other files of the home do not count. */
    private void awaitChange() throws InterruptedException {
        var name = file.file().getFileName();
        var end = System.nanoTime() + INTERVAL.toNanos();
        while (true) {
            var key = events.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (key == null) {
                return;
            }
            var isAboutUs = key.pollEvents().stream()
                    .anyMatch(e -> e.kind() == StandardWatchEventKinds.OVERFLOW || name.equals(e.context()));
            if (!key.reset() || isAboutUs) {
                return;
            }
        }
    }

    @Override
    public void close() {
        try {
            events.close();
        } catch (IOException e) {
            LOG.debug("The watch on the registration did not close", e);
        }
    }
}
