package dev.daemion.substrate.execution.tool.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** All of a text file that is small enough to be changed as a whole. */
final class WholeText {
    static final int BYTES_MAX = 4 * 1024 * 1024;

    private WholeText() {}

    /** @throws IOException when it is too large, binary or not UTF-8 */
    static String read(ConfinedPaths.Place.Inside place) throws IOException {
        try (var file = Anchored.open(place);
                var channel = file.read()) {
            if (channel.size() > BYTES_MAX) {
                throw new IOException(place.path() + " has " + channel.size() + " bytes; at most " + BYTES_MAX
                        + " (4 MiB) can be edited.");
            }
            var buffer = ByteBuffer.allocate((int) channel.size());
            boolean isOpen = true;
            while (isOpen && buffer.hasRemaining()) {
                isOpen = channel.read(buffer) >= 0;
            }
            var bytes = Arrays.copyOf(buffer.array(), buffer.position());
            if (TextBytes.isBinary(bytes, bytes.length)) {
                throw new IOException(place.path() + " is a binary file.");
            }
            return TextBytes.strict(bytes)
                    .orElseThrow(() -> new IOException(place.path() + " is not UTF-8 text (byte "
                            + TextBytes.firstInvalid(bytes) + "); editing it would damage it."));
        }
    }
}
