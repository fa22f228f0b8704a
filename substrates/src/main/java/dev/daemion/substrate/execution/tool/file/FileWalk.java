package dev.daemion.substrate.execution.tool.file;

import dev.daemion.substrate.execution.tool.FileBounds;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the files below a folder: never through links, never into Daemion's home, not into folders that hold
 * what tools made unless asked to, and no longer than its bounds.
 */
final class FileWalk {
    /** Folders that are left out unless asked for. */
    static final Set<String> SKIPPED = Set.of(".git", "node_modules");

    private static final int ENTRIES_MAX = 500_000;
    private static final Duration TIME_MAX = Duration.ofSeconds(20);

    /** What is done with each regular file. */
    interface Visit {
        /** @return false to end the walk */
        boolean file(Path file, BasicFileAttributes attributes) throws IOException, InterruptedException;
    }

    /** Why a walk ended. */
    enum Ending {
        COMPLETE,
        ENOUGH,
        TOO_MANY,
        TOO_LONG
    }

    private FileWalk() {}

    static Ending over(Path folder, boolean isEverything, FileBounds scope, Visit visit)
            throws IOException, InterruptedException {
        var visitor = new Visitor(folder, isEverything, scope, visit);
        Files.walkFileTree(folder, visitor);
        if (visitor.isInterrupted) {
            throw new InterruptedException();
        }
        return visitor.ending;
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {
        private final Path top;
        private final boolean isEverything;
        private final ClosedPlaces closed;
        private final Visit visit;
        private final long startedNanos = System.nanoTime();
        private int entries;
        private boolean isInterrupted;
        private Ending ending = Ending.COMPLETE;

        Visitor(Path top, boolean isEverything, FileBounds scope, Visit visit) {
            this.top = top;
            this.isEverything = isEverything;
            this.closed = new ClosedPlaces(scope);
            this.visit = visit;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean isSkipped =
                    !isEverything && !folder.equals(top) && SKIPPED.contains(String.valueOf(folder.getFileName()));
            // Daemion's home is closed, yet its workspace lies in it: go in and look, files are checked one by one.
            boolean isClosed = closed.isClosed(folder) && !closed.isOnTheWayToWorkspace(folder);
            return isSkipped || isClosed ? FileVisitResult.SKIP_SUBTREE : pace();
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            var pace = pace();
            if (pace == FileVisitResult.TERMINATE || !attributes.isRegularFile() || closed.isClosed(file)) {
                return pace;
            }
            try {
                if (!visit.file(file, attributes)) {
                    return end(Ending.ENOUGH);
                }
            } catch (InterruptedException e) {
                isInterrupted = true;
                return FileVisitResult.TERMINATE;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (file.equals(top)) {
                throw failure;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
            return FileVisitResult.CONTINUE;
        }

        private FileVisitResult pace() {
            if (Thread.interrupted()) {
                isInterrupted = true;
                return FileVisitResult.TERMINATE;
            }
            if (++entries > ENTRIES_MAX) {
                return end(Ending.TOO_MANY);
            }
            return (entries & 0x3F) == 0 && System.nanoTime() - startedNanos > TIME_MAX.toNanos()
                    ? end(Ending.TOO_LONG)
                    : FileVisitResult.CONTINUE;
        }

        private FileVisitResult end(Ending why) {
            ending = why;
            return FileVisitResult.TERMINATE;
        }
    }
}
