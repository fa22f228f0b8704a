package dev.daemion.substrate.execution.tool.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One file, held by the chain of open folders from its root downwards, none of them followed through a link: whoever
 * swaps a folder for a link after the check gets an error instead of an escape (openat with O_NOFOLLOW). Where the
 * platform has no such folders, the path is resolved once more before each use.
 */
final class Anchored implements AutoCloseable {
    private final @Nullable SecureDirectoryStream<Path> folder;
    private final Path path;
    private final Path name;

    private Anchored(@Nullable SecureDirectoryStream<Path> folder, Path path, Path name) {
        this.folder = folder;
        this.path = path;
        this.name = name;
    }

    /** @throws IOException when a folder on the way is missing or is a link by now */
    static Anchored open(ConfinedPaths.Place.Inside place) throws IOException {
        var name = place.path().getFileName();
        if (name == null || place.path().equals(place.root())) {
            throw new IOException(place.path() + " is a directory.");
        }
        var folder = secure(place.root());
        if (folder == null) {
            return new Anchored(null, place.path(), name);
        }
        var parents = place.root().relativize(place.path()).getParent();
        if (parents != null) {
            for (Path step : parents) {
                try (var outer = folder) {
                    folder = outer.newDirectoryStream(step, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
        return new Anchored(folder, place.path(), name);
    }

    @SuppressWarnings("StreamResourceLeak") // kept open on purpose: close() ends it
    private static @Nullable SecureDirectoryStream<Path> secure(Path root) throws IOException {
        var stream = Files.newDirectoryStream(root);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        return null;
    }

    /** @throws NoSuchFileException when there is none */
    BasicFileAttributes attributes() throws IOException {
        if (folder == null) {
            recheck();
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        }
        try {
            return folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(path.toString());
        }
    }

    boolean exists() throws IOException {
        try {
            attributes();
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** @throws IOException when it is anything but a regular file: devices, pipes and sockets are never opened */
    SeekableByteChannel read() throws IOException {
        requireRegular();
        return channel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    void requireRegular() throws IOException {
        var attributes = attributes();
        if (attributes.isDirectory()) {
            throw new IOException(path + " is a directory; LS lists it.");
        }
        if (!attributes.isRegularFile()) {
            throw new IOException(path + " is no regular file (a device, pipe, socket or link) and is not touched.");
        }
    }

    /** A new file beside this one, readable by the owner alone until {@link #replaceBy}. */
    FileChannel create(Path sibling, boolean isPrivate) throws IOException {
        Set<OpenOption> options =
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);
        FileAttribute<?>[] attributes = isPrivate && isPosix()
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        var channel = channel(sibling, options, attributes);
        if (channel instanceof FileChannel file) {
            return file;
        }
        channel.close();
        throw new IOException("this file system cannot make a write durable.");
    }

    /** Atomically puts the sibling in this file's place. */
    void replaceBy(Path sibling) throws IOException {
        if (folder == null) {
            recheck();
            Files.move(
                    path.resolveSibling(sibling),
                    path,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } else {
            folder.move(sibling, folder, name);
        }
    }

    void delete(Path sibling) throws IOException {
        if (folder == null) {
            Files.deleteIfExists(path.resolveSibling(sibling));
        } else {
            folder.deleteFile(sibling);
        }
    }

    /** Empty where the platform has no such permissions. */
    Set<PosixFilePermission> permissions() throws IOException {
        if (!isPosix()) {
            return Set.of();
        }
        return folder == null
                ? Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS)
                : folder.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .readAttributes()
                        .permissions();
    }

    void permit(Path sibling, Set<PosixFilePermission> permissions) throws IOException {
        if (permissions.isEmpty()) {
            return;
        }
        if (folder == null) {
            Files.setPosixFilePermissions(path.resolveSibling(sibling), permissions);
        } else {
            folder.getFileAttributeView(sibling, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setPermissions(permissions);
        }
    }

    private boolean isPosix() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private SeekableByteChannel channel(Path child, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        if (folder == null) {
            recheck();
            return Files.newByteChannel(path.resolveSibling(child), options, attributes);
        }
        return folder.newByteChannel(child, new HashSet<>(options), attributes);
    }

    private void recheck() throws IOException {
        var parent = path.getParent();
        if (parent != null && !parent.toRealPath().equals(parent)) {
            throw new IOException(path + " was moved behind a symbolic link meanwhile.");
        }
    }

    @Override
    public void close() throws IOException {
        if (folder != null) {
            folder.close();
        }
    }
}
