package dev.daemion.gateway.discovery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that only their owner may read, written whole or not at all. */
public final class PrivateFiles {
    static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private PrivateFiles() {}

    /**
     * Replaces a file: a temporary file beside it (mode 0600), written, synced and renamed over it, then the directory
     * is synced. A reader sees the old content or the new, never half of one.
     */
    public static void replace(Path file, byte[] content) throws IOException {
        var directory = directory(file);
        var temporary = Files.createTempFile(directory, "." + file.getFileName(), ".tmp", OWNER_ONLY);
        try {
            write(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        sync(directory);
    }

    /** The same, but leaves a file that is already there as it is; answers whether the content is now the given one. */
    static boolean createOnce(Path file, byte[] content) throws IOException {
        var directory = directory(file);
        var temporary = Files.createTempFile(directory, "." + file.getFileName(), ".tmp", OWNER_ONLY);
        try {
            write(temporary, content);
            Files.createLink(file, temporary);
        } catch (java.nio.file.FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(temporary);
        }
        sync(directory);
        return true;
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            var buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Path directory(Path file) throws IOException {
        var parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException(file + " has no directory");
        }
        return parent;
    }
}
