package dev.daemion.substrate.execution.tool.file;

import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.FileProtocol;
import dev.daemion.kernel.protocol.FileProtocol.FileEntry;
import dev.daemion.substrate.execution.tool.FileBounds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Shows people the files agents may touch, and no others: the same bounds, resolved the same way. Blocks: to be called
 * on a thread for that. Refuses by throwing a {@link Problem}.
 */
public final class FileBrowser {
    private static final int SCANNED_MAX = 100_000;
    private static final Duration SEARCH_MAX = Duration.ofSeconds(5);
    private static final Comparator<FileEntry> ORDER = Comparator.comparing((FileEntry entry) -> !entry.isDirectory())
            .thenComparing(entry -> entry.name().toLowerCase(Locale.ROOT))
            .thenComparing(FileEntry::name);

    private final ConfinedPaths paths;
    private final FileBounds bounds;

    public FileBrowser(ConfinedPaths paths, FileBounds bounds) {
        this.paths = paths;
        this.bounds = bounds;
    }

    /** See {@link FileProtocol.ListDirectory}. */
    public List<FileEntry> list(@Nullable String path) {
        if (path == null) {
            return bounds.roots().stream()
                    .flatMap(root -> entry(root).stream())
                    .sorted(ORDER)
                    .toList();
        }
        var folder = directory(path);
        var entries = new ArrayList<FileEntry>();
        int scanned = 0;
        try (var children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                if (++scanned > SCANNED_MAX) {
                    break;
                }
                entry(child).ifPresent(entries::add);
            }
        } catch (DirectoryIteratorException e) {
            throw refusal(folder, new IOException(e));
        } catch (IOException e) {
            throw refusal(folder, e);
        }
        return entries.stream().sorted(ORDER).limit(FileProtocol.ENTRIES_MAX).toList();
    }

    /** See {@link FileProtocol.FindFiles}. Ends after 5 s with what it has. */
    public List<FileEntry> find(@Nullable String path, String text, int limit) {
        var wanted = text.toLowerCase(Locale.ROOT);
        var folders = path == null ? bounds.roots() : List.of(directory(path));
        var found = new ArrayList<FileEntry>();
        long started = System.nanoTime();
        for (Path folder : folders) {
            try {
                FileWalk.over(folder, false, bounds, (file, attributes) -> {
                    var name = name(file);
                    if (name.toLowerCase(Locale.ROOT).contains(wanted)) {
                        found.add(entry(name, file, attributes));
                    }
                    return found.size() < limit && System.nanoTime() - started < SEARCH_MAX.toNanos();
                });
            } catch (IOException e) {
                throw refusal(folder, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Problem(ProblemCode.STOPPING, "The gateway stops.");
            }
            if (found.size() >= limit) {
                break;
            }
        }
        return found.stream().sorted(ORDER).toList();
    }

    /** See {@link FileProtocol.ReadFile}. */
    public FileProtocol.FilePiece read(String path, long from) {
        var inside = inside(path);
        try (var file = Anchored.open(inside);
                var channel = file.read()) {
            var attributes = file.attributes();
            long size = attributes.size();
            if (size > FileProtocol.FILE_BYTES_MAX) {
                throw new Problem(
                        ProblemCode.TOO_LARGE,
                        inside.path() + " has " + size + " bytes; at most " + FileProtocol.FILE_BYTES_MAX
                                + " are handed out.");
            }
            int length = Math.clamp(size - from, 0, FileProtocol.PIECE_BYTES_MAX);
            var bytes = ByteBuffer.allocate(length);
            channel.position(from);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until the piece is whole or the file has become shorter
            }
            return new FileProtocol.FilePiece(
                    size,
                    attributes.lastModifiedTime().toInstant(),
                    ByteString.fromArray(bytes.array(), 0, bytes.position()));
        } catch (IOException e) {
            throw refusal(inside.path(), e);
        }
    }

    private ConfinedPaths.Place.Inside inside(String path) {
        return switch (paths.resolve(path, bounds)) {
            case ConfinedPaths.Place.Refused refused ->
                throw new Problem(ProblemCode.PATH_OUTSIDE_ROOTS, refused.reason());
            case ConfinedPaths.Place.Inside inside -> inside;
        };
    }

    private Path directory(String path) {
        var inside = inside(path);
        if (!Files.exists(inside.path())) {
            throw new Problem(ProblemCode.NOT_FOUND, "There is no " + inside.path() + ".");
        }
        if (!Files.isDirectory(inside.path())) {
            throw new Problem(ProblemCode.VALIDATION_FAILED, inside.path() + " is not a directory.");
        }
        return inside.path();
    }

    /** Where a link leads decides; one that leads out is not shown. */
    private Optional<FileEntry> entry(Path child) {
        if (!(paths.resolve(child.toString(), bounds) instanceof ConfinedPaths.Place.Inside inside)) {
            return Optional.empty();
        }
        try {
            var attributes = Files.readAttributes(inside.path(), BasicFileAttributes.class);
            return Optional.of(entry(name(child), inside.path(), attributes));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static FileEntry entry(String name, Path path, BasicFileAttributes attributes) {
        return new FileEntry(
                name,
                path.toString(),
                attributes.isDirectory(),
                attributes.isDirectory() ? null : attributes.size(),
                attributes.lastModifiedTime().toInstant());
    }

    private static String name(Path path) {
        var last = path.getFileName();
        return last == null ? path.toString() : last.toString();
    }

    private static Problem refusal(Path folder, IOException e) {
        return switch (e) {
            case AccessDeniedException denied ->
                new Problem(ProblemCode.FORBIDDEN, "The gateway's user may not read " + folder + ".");
            case NoSuchFileException gone -> new Problem(ProblemCode.NOT_FOUND, "There is no " + folder + ".");
            case IOException other -> new Problem(ProblemCode.NOT_FOUND, folder + " cannot be read.");
        };
    }
}
