package dev.daemion.gateway.stream;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A WebSocket client that does nothing by itself: it answers no ping and no close, and reads only when told to. */
final class RawSocket implements AutoCloseable {
    private static final int MASK = 0x1234_5678;

    final List<String> answer = new ArrayList<>();
    private final Socket socket;
    private final DataInputStream in;

    RawSocket(int port, String path, String... headers) throws IOException {
        this(port, path, 64 * 1024, headers);
    }

    RawSocket(int port, String path, int receiveBytes, String... headers) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(receiveBytes);
        socket.setSoTimeout(10_000);
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream(), 512));
        var request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n") + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        for (var line = line(); !line.isEmpty(); line = line()) {
            answer.add(line);
        }
    }

    /** @param payload as many bytes as the frame said */
    record Frame(int opcode, ByteBuffer payload) {
        String text() {
            return StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
        }

        int closeCode() {
            return payload.remaining() < 2 ? 0 : Short.toUnsignedInt(payload.getShort(0));
        }
    }

    /** The value of a header of the answer, or an empty text. */
    String header(String name) {
        return answer.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    Frame read() throws IOException {
        int first = in.readUnsignedByte();
        long length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        return new Frame(first & 0xf, ByteBuffer.wrap(in.readNBytes((int) length)));
    }

    /** The next frame that is no ping. */
    Frame readPastPings() throws IOException {
        var frame = read();
        while (frame.opcode() == 0x9) {
            frame = read();
        }
        return frame;
    }

    /** Everything up to the close frame; its code. */
    int readToClose() throws IOException {
        var frame = read();
        while (frame.opcode() != 0x8) {
            frame = read();
        }
        return frame.closeCode();
    }

    /** True when the peer has ended the connection, however it did. */
    boolean isEnded() throws IOException {
        try {
            while (true) {
                read();
            }
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    void send(int opcode, byte... payload) throws IOException {
        send(opcode, payload, payload.length);
    }

    /** Claims to be {@code length} bytes long, whatever the payload is. */
    void send(int opcode, byte[] payload, int length) throws IOException {
        var frame = ByteBuffer.allocate(payload.length + 14).put((byte) (0x80 | opcode));
        if (length < 126) {
            frame.put((byte) (0x80 | length));
        } else if (length < 65_536) {
            frame.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(length);
        }
        frame.putInt(MASK);
        var key = ByteBuffer.allocate(4).putInt(MASK).array();
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ key[i % 4]));
        }
        write(frame);
    }

    void sendUnmasked(int opcode, byte... payload) throws IOException {
        write(ByteBuffer.allocate(payload.length + 2)
                .put((byte) (0x80 | opcode))
                .put((byte) payload.length)
                .put(payload));
    }

    void sendBytes(int... bytes) throws IOException {
        var buffer = ByteBuffer.allocate(bytes.length);
        for (int value : bytes) {
            buffer.put((byte) value);
        }
        write(buffer);
    }

    private void write(ByteBuffer bytes) throws IOException {
        var written = new byte[bytes.flip().remaining()];
        bytes.get(written);
        socket.getOutputStream().write(written);
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.US_ASCII);
    }

    /** Ends the connection without a word. */
    void vanish() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
