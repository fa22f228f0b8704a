package dev.daemion.substrate.execution.tool.file;

import dev.daemion.kernel.wire.Sha256;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/**
 * Copies of what is too large for a record, or no text, under {@code workspace/artifacts/<name>/<hash>.<ending>}. A
 * name is made from the content, so that no version is ever written over by another.
 */
final class ArtifactStore {
    /** Largest file that is copied: 20 MiB. */
    static final int BYTES_MAX = 20 * 1024 * 1024;

    private static final int HASH_LENGTH = 24;

    private final ConfinedPaths paths;

    ArtifactStore(ConfinedPaths paths) {
        this.paths = paths;
    }

    /** @throws IOException with a sentence when it is outside the roots, no regular file, or too large */
    byte[] read(String path, ToolScope scope) throws IOException {
        try (var file = Anchored.open(inside(path, scope));
                var channel = file.read()) {
            long size = channel.size();
            if (size > BYTES_MAX) {
                throw new IOException(path + " has " + size + " bytes; an artifact has at most " + BYTES_MAX + ".");
            }
            var bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until it is whole
            }
            return Arrays.copyOf(bytes.array(), bytes.position());
        }
    }

    /** @return where the copy is, absolute */
    String keep(String name, String mimeType, byte[] bytes, ToolScope scope) throws IOException {
        var file = scope.home()
                .resolve("workspace")
                .resolve("artifacts")
                .resolve(safe(name))
                .resolve(Sha256.hex(bytes).substring(0, HASH_LENGTH) + "." + ending(mimeType));
        var place = inside(file.toString(), scope);
        AtomicText.write(place, bytes);
        return place.path().toString();
    }

    private ConfinedPaths.Place.Inside inside(String path, ToolScope scope) throws IOException {
        return switch (paths.resolve(path, scope)) {
            case ConfinedPaths.Place.Inside inside -> inside;
            case ConfinedPaths.Place.Refused refused -> throw new IOException(refused.reason());
        };
    }

    /** A name that is none is refused by the inspection of the record; until then it must not lead anywhere. */
    private static String safe(String name) {
        var plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
        return plain.isEmpty() ? "-" : plain;
    }

    private static String ending(String mimeType) {
        var subtype = mimeType.substring(mimeType.indexOf('/') + 1).toLowerCase(Locale.ROOT);
        var plain = subtype.replaceAll("^x-|\\+.*$", "").replaceAll("[^a-z0-9]", "");
        return plain.isEmpty() ? "bin" : plain.substring(0, Math.min(plain.length(), 10));
    }
}
