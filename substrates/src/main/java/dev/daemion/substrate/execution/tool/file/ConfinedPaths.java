package dev.daemion.substrate.execution.tool.file;

import dev.daemion.substrate.execution.tool.FileBounds;
import dev.daemion.substrate.execution.tool.Sentences;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * Turns what a model calls a path into a place a tool may touch, or says why not. Symbolic links are resolved
 * <em>before</em> anything is compared; of a path that does not exist yet, the nearest existing folder is resolved.
 */
public final class ConfinedPaths {
    private static final int LENGTH_MAX = 4096;

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

    public Place resolve(String text, FileBounds scope) {
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

    private Path expand(String text, FileBounds scope) {
        return scope.workingDirectory().resolve(FileBounds.expand(text, userHome, scope.home()));
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
        if (existing.equals(asked)) {
            return asked.toRealPath();
        }
        var rest = asked.subpath(existing.getNameCount(), asked.getNameCount());
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

    private static Place confine(Path real, FileBounds scope) {
        var closed = new ClosedPlaces(scope);
        if (closed.isHome(real)) {
            return new Place.Refused(
                    real, real + " belongs to Daemion's own home, which no tool may touch. " + roots(scope));
        }
        if (closed.isVirtual(real)) {
            return new Place.Refused(real, real + " is not a real file. " + roots(scope));
        }
        Path best = null;
        for (Path root : scope.roots()) {
            var realRoot = ClosedPlaces.realOrSelf(root);
            if (real.startsWith(realRoot) && (best == null || realRoot.getNameCount() > best.getNameCount())) {
                best = realRoot;
            }
        }
        return best == null
                ? new Place.Refused(real, real + " lies outside the folders that tools may touch. " + roots(scope))
                : new Place.Inside(real, best);
    }

    private static String roots(FileBounds scope) {
        return scope.roots().isEmpty()
                ? "No folder is open to tools; a person can open one in the settings."
                : "Tools may touch "
                        + scope.roots().stream().map(Path::toString).collect(Collectors.joining(", ")) + ".";
    }
}
