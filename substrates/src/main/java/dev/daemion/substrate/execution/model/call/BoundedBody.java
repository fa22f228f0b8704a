package dev.daemion.substrate.execution.model.call;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of an answer with a bound for a line and for the whole; says when a line is complete. */
final class BoundedBody extends FilterInputStream {
    static final int LINE_BYTES_MAX = 4 * 1024 * 1024;
    static final long BODY_BYTES_MAX = 64L * 1024 * 1024;

    private final Runnable onLine;
    private long lineBytes;
    private long bodyBytes;

    BoundedBody(InputStream in, Runnable onLine) {
        super(in);
        this.onLine = onLine;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        var count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        var count = super.read(buffer, offset, length);
        if (count <= 0) return count;
        bodyBytes += count;
        var lastBreak = -1;
        for (var i = offset + count - 1; i >= offset; i--) {
            if (buffer[i] != '\n') continue;
            lastBreak = i;
            break;
        }
        if (lastBreak < 0) {
            lineBytes += count;
        } else {
            lineBytes = (long) offset + count - 1 - lastBreak;
            onLine.run();
        }
        if (lineBytes > LINE_BYTES_MAX) throw new TooLong("a line without end");
        if (bodyBytes > BODY_BYTES_MAX) throw new TooLong("more than " + BODY_BYTES_MAX / (1024 * 1024) + " MiB");
        return count;
    }

    /** More than any answer has. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;

        TooLong(String what) {
            super(what);
        }
    }
}
