package dev.daemion.substrate.execution.model.call;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** An answer that is being read: status 200 and a stream of server-sent events. Used by one thread. */
public final class Exchange implements AutoCloseable {
    private final ProviderAccess provider;
    private final Response response;
    private final Deadlines deadlines;
    private final okhttp3.Call connection;
    private final InputStream body;
    private boolean isAtEnd;

    Exchange(
            ProviderAccess provider,
            okhttp3.Call connection,
            Response response,
            InputStream body,
            Deadlines deadlines) {
        this.provider = provider;
        this.connection = connection;
        this.response = response;
        this.deadlines = deadlines;
        this.body = new BufferedInputStream(new BoundedBody(body, deadlines::sign), 16 * 1024);
    }

    public Map<String, List<String>> headers() {
        return response.headers().toMultimap();
    }

    /** The raw body; what goes wrong while it is read is told by {@link #failure}. */
    public InputStream body() {
        return body;
    }

    /**
     * The next line without its end, or null at the end of the stream. An unfinished last line is no line.
     *
     * @throws WireFailure when the stream stalls, breaks or has no end
     */
    public @Nullable String line() {
        if (isAtEnd) return null;
        var line = new ByteArrayOutputStream(256);
        try {
            for (var b = body.read(); b != '\n'; b = body.read()) {
                if (b < 0) {
                    isAtEnd = true;
                    return null;
                }
                if (b != '\r') line.write(b);
            }
        } catch (IOException e) {
            throw failure(e);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** What an exception while reading means. */
    public WireFailure failure(IOException e) {
        if (deadlines.isExpired()) return provider.stalled(deadlines.isBeforeFirstByte());
        if (e instanceof BoundedBody.TooLong) return provider.garbled(String.valueOf(e.getMessage()));
        return provider.cut();
    }

    /** A stream that was read to its end gives the connection back; any other closes the socket. */
    @Override
    public void close() {
        deadlines.close();
        if (!isAtEnd) connection.cancel();
        response.close();
    }

    /** The answer is complete: what may follow is not waited for. */
    public void finished() {
        isAtEnd = true;
    }
}
