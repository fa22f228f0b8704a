package dev.daemion.substrate.trigger.watch;

import dev.daemion.substrate.trigger.watch.FolderWatch.Change;
import dev.daemion.substrate.trigger.watch.FolderWatch.Kind;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was found below a folder the last time, and what is different now. A file that is gone counts as deleted only
 * when it has not come back by {@link #settle}: an editor that replaces a file has changed it. Links are entries of
 * their own and never followed. Blocks; one thread at a time.
 */
final class FolderTree {
    /** Who has to know which folders are looked into. */
    interface Visitor {
        /** Before a folder is read, each time. */
        void enter(Path folder) throws IOException;

        /** When it is no longer there. */
        void leave(Path folder);
    }

    /** There are more entries than are looked after. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;

        TooLarge(String message) {
            super(message);
        }
    }

    /** @param files by name, with what tells one state of a file from another */
    private record Folder(Map<String, Long> files, Set<String> folders) {
        int size() {
            return files.size() + folders.size();
        }
    }

    private static final Folder NOTHING = new Folder(Map.of(), Set.of());

    /** @param round the scan that did not find it */
    private record Missing(long stamp, int round) {}

    private final Path root;
    private final Predicate<Path> isWanted;
    private final Predicate<Path> isEntered;
    private final int entriesMax;
    private final Visitor visitor;
    private final Map<Path, Folder> folders = new HashMap<>();
    private final Map<Path, Missing> missing = new LinkedHashMap<>();
    private final Set<Path> unreadable = new HashSet<>();
    private int entryCount;
    private int round;
    private boolean isBaseline;
    private volatile boolean isCancelled;

    /**
     * @param isWanted which files count
     * @param isEntered which folders are looked into
     * @param isBaseline whether what is there at first is nothing new
     */
    FolderTree(
            Path root,
            Predicate<Path> isWanted,
            Predicate<Path> isEntered,
            int entriesMax,
            boolean isBaseline,
            Visitor visitor) {
        this.root = root;
        this.isWanted = isWanted;
        this.isEntered = isEntered;
        this.entriesMax = entriesMax;
        this.isBaseline = isBaseline;
        this.visitor = visitor;
    }

    int entryCount() {
        return entryCount;
    }

    int unreadableCount() {
        return unreadable.size();
    }

    /** Some files are gone and have not been settled. */
    boolean isUnsettled() {
        return !missing.isEmpty();
    }

    /** Looks at everything; the first time nothing is new. */
    List<Change> scan() throws IOException {
        var changes = scan(List.of(root), true);
        isBaseline = false;
        return changes;
    }

    /** Looks into some folders, and into all that are new in them. */
    List<Change> scan(Collection<Path> some) throws IOException {
        var known = new ArrayList<Path>();
        for (var folder : some) {
            var there = folder;
            while (there != null && !there.equals(root) && !Files.isDirectory(there, LinkOption.NOFOLLOW_LINKS)) {
                there = there.getParent();
            }
            if (there != null && folders.containsKey(there)) {
                known.add(there);
            }
        }
        return scan(known, false);
    }

    /** What an earlier scan has missed and is still not there is deleted. */
    List<Change> settle() {
        var changes = new ArrayList<Change>();
        missing.entrySet().removeIf(entry -> {
            boolean isDeleted =
                    entry.getValue().round() < round && !Files.exists(entry.getKey(), LinkOption.NOFOLLOW_LINKS);
            if (isDeleted) {
                changes.add(new Change(Kind.DELETE, entry.getKey().toString()));
            }
            return isDeleted;
        });
        return changes;
    }

    /** Ends a scan that runs on another thread. */
    void cancel() {
        isCancelled = true;
    }

    private List<Change> scan(Collection<Path> start, boolean isDeep) throws IOException {
        round++;
        var changes = new ArrayList<Change>();
        var open = new ArrayDeque<>(new HashSet<>(start));
        while (!open.isEmpty() && !isCancelled) {
            var folder = open.pop();
            try {
                open.addAll(read(folder, isDeep, changes));
                unreadable.remove(folder);
            } catch (IOException e) {
                if (folder.equals(root) || e instanceof TooLarge) {
                    throw e;
                }
                forget(folder); // its parent says so when it is gone
                if (!(e instanceof NoSuchFileException || e instanceof NotDirectoryException)) {
                    unreadable.add(folder);
                }
            }
        }
        return changes;
    }

    /** The folders below it to look into. */
    private List<Path> read(Path folder, boolean isDeep, List<Change> changes) throws IOException {
        visitor.enter(folder);
        var before = folders.getOrDefault(folder, NOTHING);
        var now = list(folder, entryCount - before.size());
        var further = new ArrayList<Path>();
        for (var name : now.folders()) {
            var below = folder.resolve(name);
            if (isDeep || !folders.containsKey(below)) {
                further.add(below);
            }
        }
        for (var name : before.folders()) {
            if (!now.folders().contains(name)) {
                forget(folder.resolve(name));
            }
        }
        for (var file : before.files().entrySet()) {
            if (!now.files().containsKey(file.getKey())) {
                missing.put(folder.resolve(file.getKey()), new Missing(file.getValue(), round));
            }
        }
        for (var file : now.files().entrySet()) {
            compare(folder.resolve(file.getKey()), before.files().get(file.getKey()), file.getValue(), changes);
        }
        put(folder, now);
        return further;
    }

    private void compare(Path file, @Nullable Long before, Long now, List<Change> changes) {
        var back = missing.remove(file);
        var last = before == null && back != null ? Long.valueOf(back.stamp()) : before;
        if (last == null) {
            if (!isBaseline) {
                changes.add(new Change(Kind.CREATE, file.toString()));
            }
        } else if (!last.equals(now)) {
            changes.add(new Change(Kind.MODIFY, file.toString()));
        }
    }

    /** @param others how many entries there are beside those of this folder */
    private Folder list(Path folder, int others) throws IOException {
        var now = new Folder(new HashMap<>(), new HashSet<>());
        try (var entries = Files.newDirectoryStream(folder)) {
            for (var entry : entries) {
                note(entry, now);
                if (others + now.size() > entriesMax) {
                    throw new TooLarge("There are more than " + entriesMax + " files and folders below " + root
                            + "; watch a folder further down, or fewer files with 'glob'.");
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return now;
    }

    private void note(Path entry, Folder now) throws IOException {
        if (!isWanted.test(entry) && !isEntered.test(entry)) {
            return;
        }
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return; // gone between the listing and the look
        }
        var name = String.valueOf(entry.getFileName());
        if (attributes.isDirectory()) {
            if (isEntered.test(entry)) {
                now.folders().add(name);
            }
        } else if (!attributes.isOther() && isWanted.test(entry)) {
            now.files().put(name, stamp(attributes));
        }
    }

    /** Size, time and identity, mixed into one number. */
    private static long stamp(BasicFileAttributes attributes) {
        var modified = attributes.lastModifiedTime().toInstant();
        long mixed = modified.getEpochSecond() * 1_000_000_000L + modified.getNano();
        mixed = (mixed ^ mixed >>> 31) * 0x9E3779B97F4A7C15L + attributes.size();
        mixed = (mixed ^ mixed >>> 29) * 0xBF58476D1CE4E5B9L;
        var identity = attributes.fileKey();
        return mixed + (identity == null ? 0 : identity.hashCode() * 0x94D049BB133111EBL);
    }

    private void put(Path folder, Folder now) {
        var before = folders.put(folder, now);
        entryCount += now.size() - (before == null ? 0 : before.size());
    }

    /** With all that is below; its files are missing from now on. */
    private void forget(Path folder) {
        var open = new ArrayDeque<>(List.of(folder));
        while (!open.isEmpty()) {
            var next = open.pop();
            var known = folders.remove(next);
            unreadable.remove(next);
            visitor.leave(next);
            if (known != null) {
                entryCount -= known.size();
                known.files().forEach((name, stamp) -> missing.put(next.resolve(name), new Missing(stamp, round)));
                known.folders().forEach(name -> open.push(next.resolve(name)));
            }
        }
    }
}
