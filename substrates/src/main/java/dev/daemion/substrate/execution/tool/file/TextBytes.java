package dev.daemion.substrate.execution.tool.file;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Whether bytes are text, and which. */
final class TextBytes {
    private static final int PROBE_BYTES = 8192;

    private TextBytes() {}

    /** True when the beginning holds a NUL: no text file does. */
    static boolean isBinary(byte[] bytes, int length) {
        for (int i = 0; i < Math.min(length, PROBE_BYTES); i++) {
            if (bytes[i] == 0) {
                return true;
            }
        }
        return false;
    }

    /** Empty when the bytes are not UTF-8. */
    static Optional<String> strict(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Offset of the first byte that is not UTF-8, or -1. */
    static int firstInvalid(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(Math.max(1, bytes.length));
        var result = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(in, out, true);
        return result.isError() ? in.position() : -1;
    }

    /** How many of {@code length} bytes to keep so that no character is cut in two. */
    static int wholeCharacters(byte[] bytes, int length) {
        int start = length;
        while (start > 0 && length - start < 4) {
            start--;
            int lead = bytes[start] & 0xFF;
            if ((lead & 0xC0) != 0x80) {
                int need = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
                return start + need <= length ? length : start;
            }
        }
        return length;
    }
}
