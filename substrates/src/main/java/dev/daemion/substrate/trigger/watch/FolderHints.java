package dev.daemion.substrate.trigger.watch;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * In which folders something has happened, as the system reports it. Ten thousand reports are one hint: there is one
 * call of {@code onHint} until the folders have been taken. Where too much happened at once, everything is to be looked
 * at.
 */
final class FolderHints implements AutoCloseable {
    /** How a watch service is had. */
    interface Source {
        /** Fails where the system has no more of them, or none at all. */
        WatchService open() throws IOException;
    }

    /** @param isEverything look everywhere; then the folders are none */
    record Dirt(Set<Path> folders, boolean isEverything) {}

    /** More folders than this are everything. */
    private static final int FOLDERS_MAX = 1000;

    private final WatchService service;
    private final Runnable onHint;
    // A moved folder keeps its key, and the key the old path: the path that it means today is kept here.
    private final Map<WatchKey, Path> places = new HashMap<>();
    private final Map<Path, WatchKey> keys = new HashMap<>();
    private final Set<Path> folders = new HashSet<>();
    private boolean isEverything;
    private boolean isTold;
    private volatile long lastNanos = System.nanoTime();

    /** Waits on a thread of the executor until it is closed. */
    static FolderHints open(Source source, Executor blocking, Runnable onHint) throws IOException {
        var service = source.open();
        if (service.getClass().getSimpleName().contains("Polling")) {
            service.close();
            throw new IOException("this system reports no changes to files");
        }
        var hints = new FolderHints(service, onHint);
        blocking.execute(hints::await);
        return hints;
    }

    private FolderHints(WatchService service, Runnable onHint) {
        this.service = service;
        this.onHint = onHint;
    }

    synchronized boolean isRegistered(Path folder) {
        return keys.containsKey(folder);
    }

    /** From here on what happens in the folder is reported. */
    synchronized void register(Path folder) throws IOException {
        var key = folder.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
        var moved = places.put(key, folder);
        if (moved != null) {
            keys.remove(moved, key);
        }
        keys.put(folder, key);
    }

    synchronized void unregister(Path folder) {
        var key = keys.remove(folder);
        if (key != null) {
            places.remove(key);
            key.cancel();
        }
    }

    /** What has been reported since the last call. */
    synchronized Dirt take() {
        var dirt = new Dirt(isEverything ? Set.of() : Set.copyOf(folders), isEverything);
        folders.clear();
        isEverything = false;
        isTold = false;
        return dirt;
    }

    /** Since the last report. */
    Duration quiet() {
        return Duration.ofNanos(System.nanoTime() - lastNanos);
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            throw new IllegalStateException("a watch service does not close", e);
        }
    }

    private void await() {
        try {
            while (true) {
                if (note(service.take())) {
                    onHint.run();
                }
            }
        } catch (ClosedWatchServiceException e) {
            // the end that close() makes
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** True when it has to be told. */
    private synchronized boolean note(WatchKey key) {
        var folder = places.get(key);
        var events = key.pollEvents();
        boolean isAlive = key.reset();
        lastNanos = System.nanoTime();
        if (folder == null) {
            return false;
        }
        if (!isAlive) {
            places.remove(key);
            keys.remove(folder);
        }
        isEverything |= events.stream().anyMatch(event -> event.kind() == OVERFLOW) || folders.size() >= FOLDERS_MAX;
        if (!isEverything) {
            folders.add(folder);
        }
        boolean isNew = !isTold;
        isTold = true;
        return isNew;
    }
}
