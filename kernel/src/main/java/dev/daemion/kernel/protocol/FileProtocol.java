package dev.daemion.kernel.protocol;

import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What others may ask the execution substrate about files: those that tools may touch, and no others. Symlinks are
 * resolved before the check. Behaviour: {@code FileDesk}.
 */
public interface FileProtocol {
    int ENTRIES_MAX = 1_000;
    /** Most bytes of one {@link FilePiece}: 256 KiB. */
    int PIECE_BYTES_MAX = 256 * 1024;
    /** Largest file that is handed out: 100 MiB. */
    long FILE_BYTES_MAX = 100L * 1024 * 1024;

    sealed interface Command extends ExecutionProtocol.Message {}

    /**
     * The entries of a directory inside the configured roots, directories first, by name, at most {@link #ENTRIES_MAX};
     * the roots themselves when {@code path} is null. Refused: PATH_OUTSIDE_ROOTS, NOT_FOUND, VALIDATION_FAILED when it
     * is no directory.
     */
    record ListDirectory(@Nullable String path, ActorRef<StatusReply<List<FileEntry>>> replyTo) implements Command {}

    /**
     * Files below {@code path} (below all roots when null) whose name contains the text, whatever its case. Symlinks
     * are not followed, {@code .git} and {@code node_modules} are left out. Refused as {@link ListDirectory} is.
     *
     * @param limit 1 to {@link #ENTRIES_MAX}
     */
    record FindFiles(@Nullable String path, String text, int limit, ActorRef<StatusReply<List<FileEntry>>> replyTo)
            implements Command {}

    /**
     * A piece of a regular file. Refused: PATH_OUTSIDE_ROOTS, NOT_FOUND, FORBIDDEN, TOO_LARGE beyond
     * {@link #FILE_BYTES_MAX}.
     *
     * @param path absolute, {@code ~/…}, or relative to the workspace
     * @param from first byte, from 0
     */
    record ReadFile(String path, long from, ActorRef<StatusReply<FilePiece>> replyTo) implements Command {}

    /**
     * @param size of the whole file, in bytes
     * @param modifiedAt with {@code size} it tells whether two pieces are of the same content
     * @param bytes at most {@link #PIECE_BYTES_MAX}; empty at the end
     */
    record FilePiece(long size, Instant modifiedAt, ByteString bytes) {}

    /**
     * @param path absolute, symlinks resolved
     * @param size bytes; null for a directory
     */
    record FileEntry(
            String name,
            String path,
            boolean isDirectory,
            @Nullable Long size,
            @Nullable Instant modifiedAt) {}
}
