package dev.daemion.substrate.execution.process;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Keeps the beginning and the end of an output of any length. Thread-safe. */
final class HeadAndTail {
    private final byte[] head;
    private final byte[] tail;
    private int headLength;
    private long tailCount;

    HeadAndTail(int bytesMax) {
        head = new byte[Math.max(1, bytesMax / 2)];
        tail = new byte[Math.max(1, bytesMax - bytesMax / 2)];
    }

    synchronized void accept(byte[] bytes, int length) {
        int toHead = Math.min(length, head.length - headLength);
        System.arraycopy(bytes, 0, head, headLength, toHead);
        headLength += toHead;
        int left = length - toHead;
        int from = toHead + Math.max(0, left - tail.length);
        tailCount += from - toHead;
        while (from < length) {
            int at = (int) (tailCount % tail.length);
            int piece = Math.min(length - from, tail.length - at);
            System.arraycopy(bytes, from, tail, at, piece);
            from += piece;
            tailCount += piece;
        }
    }

    synchronized Exit.Captured captured() {
        long leftOut = Math.max(0, tailCount - tail.length);
        var end = tailBytes();
        if (leftOut == 0) {
            var all = Arrays.copyOf(head, headLength + end.length);
            System.arraycopy(end, 0, all, headLength, end.length);
            return new Exit.Captured(new String(all, StandardCharsets.UTF_8), all.length, false);
        }
        var text = new String(head, 0, headLength, StandardCharsets.UTF_8) + "\n… " + leftOut + " bytes left out …\n"
                + new String(end, StandardCharsets.UTF_8);
        return new Exit.Captured(text, headLength + tailCount, true);
    }

    private byte[] tailBytes() {
        if (tailCount <= tail.length) {
            return Arrays.copyOf(tail, (int) tailCount);
        }
        int at = (int) (tailCount % tail.length);
        var end = new byte[tail.length];
        System.arraycopy(tail, at, end, 0, tail.length - at);
        System.arraycopy(tail, 0, end, tail.length - at, at);
        return end;
    }
}
