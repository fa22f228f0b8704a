package dev.daemion.substrate.execution;

import java.nio.charset.StandardCharsets;

/**
 * What the journal keeps of a tool's output: all of it up to 8 KiB, else its beginning; the whole then stands once, by
 * hash, in a blob.
 */
final class RunOutputs {
    static final int BYTES_MAX = 8 * 1024;

    private RunOutputs() {}

    static boolean isLong(String output) {
        return output.length() > BYTES_MAX || output.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX;
    }

    static String journalled(String output) {
        if (!isLong(output)) {
            return output;
        }
        int bytes = 0;
        int end = 0;
        while (end < output.length()) {
            int codePoint = output.codePointAt(end);
            bytes += utf8Length(codePoint);
            if (bytes > BYTES_MAX) {
                break;
            }
            end += Character.charCount(codePoint);
        }
        return output.substring(0, end);
    }

    private static int utf8Length(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x10000 ? 3 : 4;
    }
}
