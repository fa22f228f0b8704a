package dev.daemion.substrate.execution.tool.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Puts content into a file so that a reader, or a crash, sees the old or the new content and nothing between. */
final class AtomicText {
    private static final AtomicLong SERIAL = new AtomicLong();

    private AtomicText() {}

    /**
     * Writes beside the file, syncs, moves. An existing file keeps its permissions; missing parents are made.
     *
     * @return true when a file was there before
     * @throws IOException also when the file may not be written by this account, and when it is not a regular file
     */
    static boolean write(ConfinedPaths.Place.Inside place, String text) throws IOException {
        return write(place, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same with bytes. */
    static boolean write(ConfinedPaths.Place.Inside place, byte[] content) throws IOException {
        var parent = place.path().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try (var file = Anchored.open(place)) {
            boolean isReplaced = file.exists();
            if (isReplaced) {
                file.requireRegular();
                if (!Files.isWritable(place.path())) {
                    throw new IOException(place.path() + " is read-only.");
                }
            }
            var temporary = Path.of(".daemion-" + ProcessHandle.current().pid() + "-" + SERIAL.incrementAndGet());
            try {
                fill(file, temporary, isReplaced, content);
                file.replaceBy(temporary);
            } catch (IOException | RuntimeException e) {
                discard(file, temporary, e);
                throw e;
            }
            syncFolder(parent);
            return isReplaced;
        }
    }

    private static void fill(Anchored file, Path temporary, boolean isReplaced, byte[] content) throws IOException {
        var permissions = isReplaced ? file.permissions() : Set.<PosixFilePermission>of();
        try (var channel = file.create(temporary, isReplaced)) {
            var bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            file.permit(temporary, permissions);
            channel.force(true);
        }
    }

    private static void discard(Anchored file, Path temporary, Exception cause) {
        boolean wasInterrupted = Thread.interrupted();
        try {
            file.delete(temporary);
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            cause.addSuppressed(e);
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The move itself survives a power cut only when the folder is synced; not every platform lets one open it. */
    private static void syncFolder(@Nullable Path folder) throws IOException {
        if (folder == null || !System.getProperty("os.name", "").equals("Linux")) {
            return;
        }
        try (var channel = FileChannel.open(folder)) {
            channel.force(true);
        } catch (ClosedByInterruptException e) {
            return; // stopped after the move: the file is written, and the answer says so
        }
    }
}
