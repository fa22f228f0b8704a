package dev.daemion.gateway.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** The client's end of a WebSocket, as lean as it gets: finds the frames in what comes in and never answers. */
public final class FrameChannel implements AutoCloseable {
    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    private final Frames frames;

    /** Takes a frame's payload: {@code length} bytes of {@code bytes} from {@code from} on; valid during the call. */
    @FunctionalInterface
    public interface Frames {
        void accept(byte[] bytes, int from, int length);
    }

    /** Upgrades on a port of loopback; the events of {@code threadId} from then on. */
    public FrameChannel(int port, String threadId, String token, Frames frames) throws IOException {
        this.frames = frames;
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        var request = "GET /stream?threadId=" + threadId + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer " + token + "\r\n\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        skipAnswer();
        channel.configureBlocking(false);
    }

    /** The key's attachment is this channel. */
    public void register(Selector selector) throws IOException {
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Waits until some channel of this selector has something, and reads it. */
    public static void readReady(Selector selector) throws IOException {
        selector.select(key -> {
            try {
                ((FrameChannel) key.attachment()).read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void read() throws IOException {
        if (channel.read(buffer) < 0) {
            throw new IOException("the gateway closed the connection");
        }
        buffer.flip();
        while (hasFrame()) {}
        buffer.compact();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Reads the answer's head byte by byte, so that no frame is lost. */
    private void skipAnswer() throws IOException {
        var one = ByteBuffer.allocate(1);
        int newlines = 0;
        while (newlines < 2) {
            one.clear();
            if (channel.read(one) < 0) {
                throw new IOException("the gateway closed the connection");
            }
            byte read = one.get(0);
            newlines = read == '\n' ? newlines + 1 : read == '\r' ? newlines : 0;
        }
    }

    private boolean hasFrame() {
        if (buffer.remaining() < 4) {
            return false;
        }
        int at = buffer.position();
        int length = buffer.get(at + 1);
        int head = 2;
        if (length == 126) {
            length = Short.toUnsignedInt(buffer.getShort(at + 2));
            head = 4;
        }
        if (buffer.remaining() < head + length) {
            return false;
        }
        frames.accept(buffer.array(), at + head, length);
        buffer.position(at + head + length);
        return true;
    }
}
