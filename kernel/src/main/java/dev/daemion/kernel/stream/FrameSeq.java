package dev.daemion.kernel.stream;

/**
 * The place of a frame in the stream. A frame that comes from the journal has the place of its row, so it is the same
 * after a restart and needs no storage of its own; a transient one (a text delta) is counted within the gap after the
 * last row. Exact in a JavaScript number: 2^31 rows, 2^22 transient frames between two.
 */
public final class FrameSeq {
    private static final int GAP_BITS = 22;
    public static final long GAP_MAX = (1L << GAP_BITS) - 1;

    private FrameSeq() {}

    /** The first place of a journal row; {@code index} counts the frames one row makes, from 0. */
    public static long ofRow(long ordering, int index) {
        return (ordering << GAP_BITS) + index;
    }

    /** The journal row a place belongs to or comes after. */
    public static long rowOf(long seq) {
        return seq >> GAP_BITS;
    }
}
