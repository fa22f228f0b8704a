package dev.daemion.substrate.trigger.watch;

import dev.daemion.substrate.execution.tool.file.GlobPattern;
import dev.daemion.substrate.trigger.watch.FolderWatch.Change;
import dev.daemion.substrate.trigger.watch.FolderWatch.State;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what one job watches and says how that went. Blocks, one call at a time; {@link #close} may come from
 * another thread.
 */
final class FolderScan implements AutoCloseable, FolderTree.Visitor {
    /**
     * How a look went.
     *
     * @param changes of the kinds the job waits for, the first ones of many
     * @param isTruncated there were more
     * @param isUnsettled something is gone and may come back: look again after the debounce
     * @param took how long the look was
     */
    record Outcome(
            State state,
            String detail,
            List<Change> changes,
            boolean isTruncated,
            boolean isUnsettled,
            Duration took) {}

    static final int CHANGES_MAX = 1000;

    private final WatchSpec spec;
    private final FolderHints.Source source;
    private final Executor blocking;
    private final Runnable onHint;
    private volatile @Nullable FolderTree tree;
    private volatile @Nullable FolderHints hints;
    private Path root;
    private Object rootKey = "";
    private String pollingReason = "";
    private boolean wasAbsent;
    private boolean isClosed;

    FolderScan(WatchSpec spec, FolderHints.Source source, Executor blocking, Runnable onHint) {
        this.spec = spec;
        this.root = spec.path();
        this.source = source;
        this.blocking = blocking;
        this.onHint = onHint;
    }

    /** @param isDue the debounce is over: what has been reported is looked at */
    Outcome look(boolean isDue) {
        long start = System.nanoTime();
        try {
            var changes = changes(isDue);
            var told = changes.stream()
                    .filter(change -> spec.events().contains(change.kind()))
                    .limit(CHANGES_MAX + 1L)
                    .toList();
            boolean isTruncated = told.size() > CHANGES_MAX;
            return new Outcome(
                    pollingReason.isEmpty() ? State.OK : State.POLLING,
                    detail(),
                    isTruncated ? told.subList(0, CHANGES_MAX) : told,
                    isTruncated,
                    isUnsettled(),
                    took(start));
        } catch (NoSuchFileException | NotDirectoryException e) {
            wasAbsent |= tree == null;
            return failed("There is nothing at " + spec.path() + "; it is looked for every " + every() + ".", start);
        } catch (AccessDeniedException e) {
            return failed(spec.path() + " cannot be read: no permission.", start);
        } catch (FolderTree.TooLarge e) {
            tree = null;
            return failed(String.valueOf(e.getMessage()), start);
        } catch (IOException e) {
            return failed(spec.path() + " cannot be looked at: " + e.getMessage(), start);
        }
    }

    private List<Change> changes(boolean isDue) throws IOException {
        var watched = tree;
        if (watched == null) {
            return open().scan();
        }
        if (!key(root).equals(rootKey) || (hints == null && pollingReason.isEmpty())) {
            listen(); // it came back, or something else stands in its place
            return settled(watched, watched.scan());
        }
        var current = hints;
        if (current == null) {
            return settled(watched, watched.scan());
        }
        if (!isDue) {
            return List.of();
        }
        var dirt = current.take();
        return settled(watched, dirt.isEverything() ? watched.scan() : watched.scan(dirt.folders()));
    }

    private boolean isUnsettled() {
        var watched = tree;
        return watched != null && watched.isUnsettled();
    }

    private static List<Change> settled(FolderTree watched, List<Change> found) {
        var all = new ArrayList<>(found);
        all.addAll(watched.settle());
        return all;
    }

    private FolderTree open() throws IOException {
        var path = spec.path();
        var parent = path.getParent();
        boolean isFolder = Files.readAttributes(path, BasicFileAttributes.class).isDirectory();
        root = isFolder || parent == null ? path : parent;
        listen();
        var opened = isFolder ? folder(path) : file(path);
        tree = opened;
        wasAbsent = false;
        return opened;
    }

    private FolderTree folder(Path path) {
        var glob = GlobPattern.of(spec.glob());
        boolean isForTemporary = TemporaryNames.isFile(spec.glob());
        Predicate<Path> isWanted = file -> (isForTemporary || !TemporaryNames.isFile(name(file)))
                && (spec.glob().isEmpty() || glob.matches(path.relativize(file)));
        return new FolderTree(
                path, isWanted, below -> !TemporaryNames.isFolder(name(below)), spec.entriesMax(), !wasAbsent, this);
    }

    private FolderTree file(Path path) {
        return new FolderTree(root, path::equals, _ -> false, spec.entriesMax(), !wasAbsent, this);
    }

    /** Starts to hear of changes anew, or looks from time to time where there is no way to. */
    private void listen() throws IOException {
        rootKey = key(root);
        deafen();
        pollingReason = "";
        try {
            attach(FolderHints.open(source, blocking, onHint));
        } catch (IOException e) {
            poll(e);
        }
    }

    private synchronized void attach(FolderHints opened) {
        if (isClosed) {
            opened.close();
        } else {
            hints = opened;
        }
    }

    private synchronized void deafen() {
        var current = hints;
        hints = null;
        if (current != null) {
            current.close();
        }
    }

    private void poll(IOException reason) {
        deafen();
        pollingReason = String.valueOf(reason.getMessage());
    }

    /** Tells a folder from another that stands in its place. */
    private static Object key(Path folder) throws IOException {
        var key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
        return key == null ? folder : key;
    }

    /** How long nothing has been reported. */
    Duration quiet() {
        var current = hints;
        return current == null ? spec.debounce() : current.quiet();
    }

    @Override
    public void enter(Path folder) throws IOException {
        var current = hints;
        if (current == null || current.isRegistered(folder)) {
            return;
        }
        try {
            current.register(folder);
        } catch (NoSuchFileException | NotDirectoryException | AccessDeniedException e) {
            throw e;
        } catch (ClosedWatchServiceException e) {
            throw new IOException("the watch has ended", e);
        } catch (IOException e) {
            poll(e); // the system has no more watches
        }
    }

    @Override
    public void leave(Path folder) {
        var current = hints;
        if (current != null) {
            current.unregister(folder);
        }
    }

    private String detail() {
        var text = new StringBuilder();
        if (!pollingReason.isEmpty()) {
            text.append("Looked at every ")
                    .append(every())
                    .append(", since the system cannot report changes: ")
                    .append(pollingReason)
                    .append(". ");
        }
        var watched = tree;
        int unreadable = watched == null ? 0 : watched.unreadableCount();
        if (unreadable > 0) {
            text.append(unreadable)
                    .append(unreadable == 1 ? " folder" : " folders")
                    .append(" cannot be read. ");
        }
        return text.toString().strip();
    }

    private String every() {
        long millis = spec.lookEvery().toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }

    private Outcome failed(String detail, long start) {
        deafen();
        pollingReason = "";
        return new Outcome(State.FAILED, detail, List.of(), false, false, took(start));
    }

    private static Duration took(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        deafen();
        var watched = tree;
        if (watched != null) {
            watched.cancel();
        }
    }
}
