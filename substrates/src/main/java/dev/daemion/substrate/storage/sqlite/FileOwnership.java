package dev.daemion.substrate.storage.sqlite;

import dev.daemion.substrate.storage.sqlite.DatabaseUnusable.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Holds {@code <file>.lock} for as long as this process writes the file, so that two processes can never both keep a
 * journal in it. The lock is the operating system's: it goes with the process, however it ends.
 */
final class FileOwnership implements AutoCloseable {
    private static final Set<OpenOption> WRITE = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

    private final FileChannel channel;

    private FileOwnership(FileChannel channel) {
        this.channel = channel;
    }

    /** Makes the directory and the file, readable by their owner only, when they are not there, and takes the lock. */
    static FileOwnership take(Path file) {
        FileChannel channel;
        try {
            var directory = file.getParent();
            if (directory != null && !Files.isDirectory(directory)) {
                Files.createDirectories(directory, ownerOnly("rwx------"));
            }
            channel =
                    FileChannel.open(file.resolveSibling(file.getFileName() + ".lock"), WRITE, ownerOnly("rw-------"));
        } catch (IOException e) {
            throw new DatabaseUnusable(file, Reason.UNWRITABLE, e.toString(), e);
        }
        try {
            if (channel.tryLock() != null) {
                create(file);
                return new FileOwnership(channel);
            }
            channel.close();
            throw new DatabaseUnusable(file, Reason.LOCKED, "its lock file is held", null);
        } catch (OverlappingFileLockException e) {
            closeQuietly(channel);
            throw new DatabaseUnusable(file, Reason.LOCKED, "this very process has it open already", e);
        } catch (IOException e) {
            closeQuietly(channel);
            throw new DatabaseUnusable(file, Reason.UNWRITABLE, e.toString(), e);
        }
    }

    @Override
    public void close() {
        // The file stays: deleting it would let two later processes lock different files of the same name.
        closeQuietly(channel);
    }

    private static void create(Path file) throws IOException {
        try {
            Files.createFile(file, ownerOnly("rw-------"));
        } catch (FileAlreadyExistsException e) {
            // The usual case: the journal of an earlier launch.
            return;
        }
    }

    private static FileAttribute<?>[] ownerOnly(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
