package dev.daemion.substrate.execution.tool.file;

import dev.daemion.substrate.execution.tool.FileBounds;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What no tool may touch whatever the roots are: Daemion's home apart from its workspace, under whichever name, and
 * what only looks like files. Made for one call; remembers what it has looked up.
 */
final class ClosedPlaces {
    private static final int HOME_FILES_MAX = 5000;
    private static final List<Path> VIRTUAL = List.of(Path.of("/proc"), Path.of("/sys"), Path.of("/dev"));

    private final Path home;
    private final Path workspace;
    private @Nullable Set<Object> homeFiles;

    ClosedPlaces(FileBounds scope) {
        home = realOrSelf(scope.home());
        workspace = realOrSelf(home.resolve("workspace"));
    }

    /** @param real absolute, free of links */
    boolean isVirtual(Path real) {
        return VIRTUAL.stream().anyMatch(real::startsWith);
    }

    /** True also of a file elsewhere that is a second name (hard link) of one in the home. */
    boolean isHome(Path real) {
        return (real.startsWith(home) && !real.startsWith(workspace)) || isLinkedIntoHome(real);
    }

    boolean isClosed(Path real) {
        return isVirtual(real) || isHome(real);
    }

    /** A folder that is closed itself but leads to the workspace. */
    boolean isOnTheWayToWorkspace(Path folder) {
        return workspace.startsWith(folder);
    }

    static Path realOrSelf(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    private boolean isLinkedIntoHome(Path real) {
        var key = keyOfSharedFile(real);
        if (key == null || real.startsWith(workspace)) {
            return false;
        }
        var known = homeFiles;
        if (known == null) {
            known = filesOfHome();
            homeFiles = known;
        }
        return known.contains(key);
    }

    /** Identity of a regular file with more than one name; null for all others. */
    private static @Nullable Object keyOfSharedFile(Path real) {
        try {
            if (Files.getAttribute(real, "unix:nlink", LinkOption.NOFOLLOW_LINKS) instanceof Integer count
                    && count > 1) {
                var attributes = Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                return attributes.isRegularFile() ? attributes.fileKey() : null;
            }
            return null;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return null; // not there yet, or a platform that does not number its files
        }
    }

    private Set<Object> filesOfHome() {
        var found = new HashSet<>();
        try {
            Files.walkFileTree(home, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return folder.equals(workspace) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.fileKey() != null) {
                        found.add(attributes.fileKey());
                    }
                    return found.size() > HOME_FILES_MAX ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            return found; // what is known of it
        }
        return found;
    }
}
