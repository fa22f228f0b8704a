package dev.daemion.substrate.execution.tool.file;

import dev.daemion.substrate.execution.tool.Sentences;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a model calls a path into a place a tool may touch, or says why not. Symbolic links are resolved
 * <em>before</em> anything is compared; of a path that does not exist yet, the nearest existing folder is resolved.
 */
public final class ConfinedPaths {
    private static final int LENGTH_MAX = 4096;
    private static final int HOME_FILES_MAX = 5000;
    private static final List<Path> VIRTUAL = List.of(Path.of("/proc"), Path.of("/sys"), Path.of("/dev"));

    private final Path userHome;

    /** @param userHome what {@code ~} stands for */
    public ConfinedPaths(Path userHome) {
        this.userHome = userHome;
    }

    /** What became of a path. */
    public sealed interface Place {
        /**
         * @param path absolute, free of links
         * @param root the root it lies in, free of links
         */
        record Inside(Path path, Path root) implements Place {}

        /** @param reason a sentence that says which roots there are */
        record Refused(Path path, String reason) implements Place {}
    }

    public Place resolve(String text, ToolScope scope) {
        if (text.isBlank()) {
            return new Place.Refused(scope.workingDirectory(), "The path is blank. " + roots(scope));
        }
        if (text.length() > LENGTH_MAX) {
            return new Place.Refused(
                    scope.workingDirectory(), "The path has more than " + LENGTH_MAX + " characters. " + roots(scope));
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            return new Place.Refused(scope.workingDirectory(), "The path holds a control character. " + roots(scope));
        }
        Path asked;
        try {
            asked = expand(text, scope);
        } catch (InvalidPathException e) {
            return new Place.Refused(scope.workingDirectory(), "That is not a path. " + roots(scope));
        }
        if (text.startsWith("~") && asked.toString().contains("~")) {
            return new Place.Refused(asked, "Only ~ and ~/… are understood, not another user's home. " + roots(scope));
        }
        try {
            return confine(real(asked), scope);
        } catch (IOException e) {
            return new Place.Refused(
                    asked.normalize(), "The path " + asked + " is refused: " + Sentences.of(e) + " " + roots(scope));
        }
    }

    /** True when a resolved path met while walking belongs to what tools may see. */
    public static boolean isOpen(Path real, ToolScope scope) {
        return !isHome(real, scope) && VIRTUAL.stream().noneMatch(real::startsWith);
    }

    private Path expand(String text, ToolScope scope) {
        if (text.equals("~")) {
            return userHome;
        }
        return text.startsWith("~/")
                ? userHome.resolve(text.substring(2).replaceFirst("^/+", ""))
                : scope.workingDirectory().resolve(text);
    }

    /** The path with every link resolved as the system would, although its end may not exist yet. */
    private static Path real(Path asked) throws IOException {
        Path existing = asked;
        while (!Files.exists(existing)) {
            if (Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(existing + " is a symbolic link that leads nowhere or back to itself.");
            }
            var parent = existing.getParent();
            if (parent == null) {
                throw new IOException("no part of it exists.");
            }
            existing = parent;
        }
        var rest = existing.relativize(asked);
        if (existing.equals(asked)) {
            return asked.toRealPath();
        }
        for (Path name : rest) {
            if (name.toString().equals("..")) {
                throw new IOException("it goes up (..) from a folder that does not exist.");
            }
            if (name.toString().length() > 255) {
                throw new IOException("a name in it is longer than 255 characters.");
            }
        }
        if (!Files.isDirectory(existing)) {
            throw new IOException(existing + " is not a directory.");
        }
        return existing.toRealPath().resolve(rest).normalize();
    }

    private static Place confine(Path real, ToolScope scope) {
        if (isHome(real, scope) || isLinkedIntoHome(real, scope)) {
            return new Place.Refused(
                    real, real + " belongs to Daemion's own home, which no tool may touch. " + roots(scope));
        }
        if (VIRTUAL.stream().anyMatch(real::startsWith)) {
            return new Place.Refused(real, real + " is not a real file. " + roots(scope));
        }
        Path best = null;
        for (Path root : scope.roots()) {
            var realRoot = realOrSelf(root);
            if (real.startsWith(realRoot) && (best == null || realRoot.getNameCount() > best.getNameCount())) {
                best = realRoot;
            }
        }
        return best == null
                ? new Place.Refused(real, real + " lies outside the folders that tools may touch. " + roots(scope))
                : new Place.Inside(real, best);
    }

    private static boolean isHome(Path real, ToolScope scope) {
        var home = realOrSelf(scope.home());
        return real.startsWith(home) && !real.startsWith(realOrSelf(home.resolve("workspace")));
    }

    /** A second name (hard link) of a file in the home gives it away by its number. */
    private static boolean isLinkedIntoHome(Path real, ToolScope scope) {
        Object key = fileKey(real);
        if (key == null || linkCount(real) < 2) {
            return false;
        }
        var home = realOrSelf(scope.home());
        var workspace = home.resolve("workspace");
        var seen = new int[1];
        var found = new boolean[1];
        try {
            Files.walkFileTree(home, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return folder.equals(workspace) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    found[0] = key.equals(attributes.fileKey());
                    return found[0] || ++seen[0] > HOME_FILES_MAX
                            ? FileVisitResult.TERMINATE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            return true;
        }
        return found[0];
    }

    private static @Nullable Object fileKey(Path real) {
        try {
            var attributes = Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile() ? attributes.fileKey() : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static int linkCount(Path real) {
        try {
            return Files.getAttribute(real, "unix:nlink", LinkOption.NOFOLLOW_LINKS) instanceof Integer count
                    ? count
                    : 1;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return 1;
        }
    }

    private static Path realOrSelf(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    private static String roots(ToolScope scope) {
        return scope.roots().isEmpty()
                ? "No folder is open to tools; a person can open one in the settings."
                : "Tools may touch "
                        + scope.roots().stream().map(Path::toString).collect(Collectors.joining(", ")) + ".";
    }
}
