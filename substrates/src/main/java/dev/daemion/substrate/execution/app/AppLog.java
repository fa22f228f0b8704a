package dev.daemion.substrate.execution.app;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last lines a server has printed, whatever it prints. Thread-safe. */
final class AppLog {
    static final int LINES_MAX = 200;
    static final int LINE_LENGTH_MAX = 500;

    private final Deque<String> lines = new ArrayDeque<>();
    private final byte[] line = new byte[LINE_LENGTH_MAX];
    private int lineLength;

    /** Takes output as it comes; what is too long for a line is left out. */
    synchronized void accept(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                end();
            } else if (lineLength < line.length) {
                line[lineLength++] = bytes[i];
            }
        }
    }

    private void end() {
        lines.addLast(plain());
        lineLength = 0;
        if (lines.size() > LINES_MAX) {
            lines.removeFirst();
        }
    }

    /** Colours and other escapes would reach a terminal by way of the command line. */
    private String plain() {
        return new String(line, 0, lineLength, StandardCharsets.UTF_8)
                .replaceAll("\u001B\\[[0-9;?]*[A-Za-z]", "")
                .replaceAll("\\p{Cntrl}", "");
    }

    /** Oldest first, with the line that is not finished. */
    synchronized List<String> tail() {
        var tail = new ArrayList<>(lines);
        if (lineLength > 0) {
            tail.add(plain());
        }
        return List.copyOf(tail);
    }
}
