package dev.daemion.substrate.execution.tool.integration;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What kind of picture some bytes are, by how they begin: what somebody says about them proves nothing. */
final class ImageBytes {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
    private static final byte[] RIFF = {'R', 'I', 'F', 'F'};
    private static final byte[] WEBP = {'W', 'E', 'B', 'P'};

    private ImageBytes() {}

    /** {@code image/png}, {@code image/jpeg}, {@code image/gif} or {@code image/webp}; empty for anything else. */
    static Optional<String> mimeType(byte[] bytes) {
        if (holds(bytes, 0, PNG)) {
            return Optional.of("image/png");
        }
        if (holds(bytes, 0, JPEG)) {
            return Optional.of("image/jpeg");
        }
        if (holds(bytes, 0, "GIF87a".getBytes(StandardCharsets.US_ASCII))
                || holds(bytes, 0, "GIF89a".getBytes(StandardCharsets.US_ASCII))) {
            return Optional.of("image/gif");
        }
        return holds(bytes, 0, RIFF) && holds(bytes, 8, WEBP) ? Optional.of("image/webp") : Optional.empty();
    }

    private static boolean holds(byte[] bytes, int from, byte[] wanted) {
        if (bytes.length < from + wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (bytes[from + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
