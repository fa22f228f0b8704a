package dev.daemion.substrate.presentation;

import dev.daemion.kernel.stream.FrameSeq;

/**
 * Where the stream is: the last delivered journal row and the last place given out. Places only ever grow. It outlives
 * a restart of the substrate, so that transient frames after it do not fall behind those before it.
 */
final class StreamPlace {
    private long ordering;
    private long seq;

    /** The newest place anybody has seen. */
    long seq() {
        return seq;
    }

    /** False for a row that was delivered before. */
    boolean isNew(long rowOrdering) {
        return rowOrdering > ordering;
    }

    /** The stream goes on from this journal row. */
    void enter(long rowOrdering) {
        ordering = rowOrdering;
        seq = Math.max(seq, FrameSeq.ofRow(rowOrdering, 0));
    }

    /** A stored frame goes out. */
    void pass(long frameSeq) {
        seq = Math.max(seq, frameSeq);
    }

    /** True when {@code count} transient frames still fit before the next journal row. */
    boolean hasRoom(int count) {
        return seq + count < FrameSeq.ofRow(ordering + 1, 0);
    }

    /** The place of one more transient frame; ask {@link #hasRoom} first. */
    long next() {
        return ++seq;
    }
}
