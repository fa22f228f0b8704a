package dev.daemion.gateway.stream;

import static dev.daemion.gateway.stream.RoutesFixture.ofAnswer;

import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.stream.FrameType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * One producer, 100 WebSockets, everything real from the hub to the socket: how many frames arrive per second, and how
 * long a frame takes. Not a test; {@code docs/benchmarks/fan-out.sh} runs it.
 */
final class FanOutBenchmark {
    private static final int CLIENTS = 100;
    private static final int WARM_UP_FRAMES = 10_000;
    private static final int MEASURED_FRAMES = 20_000;
    private static final int OUTSTANDING_MAX = 256;

    private FanOutBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        try (var fixture = new RoutesFixture();
                var readers = new Readers(fixture.port)) {
            var counting = Thread.ofPlatform().daemon().start(readers);
            fixture.deliver(RoutesFixture.RUN, 1, RoutesFixture.THREAD, ofAnswer(FrameType.START, ",\"model\":\"m\""));
            readers.await(2); // connected, start
            long from = publish(fixture, readers, 2, WARM_UP_FRAMES);
            long started = System.nanoTime();
            publish(fixture, readers, from, MEASURED_FRAMES);
            double seconds = (System.nanoTime() - started) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%d sockets, %,d frames each: %,.0f frames/s delivered (%.1f s)%n",
                    CLIENTS,
                    MEASURED_FRAMES,
                    CLIENTS * (double) MEASURED_FRAMES / seconds,
                    seconds);
            latency(fixture, readers, from + MEASURED_FRAMES);
            counting.interrupt();
        }
    }

    /** As fast as the slowest reader, with a bounded number of frames under way. */
    private static long publish(RoutesFixture fixture, Readers readers, long from, int count) {
        for (long i = 1; i <= count; i++) {
            readers.await(from + i - OUTSTANDING_MAX);
            fixture.hub.tell(frame(i));
        }
        readers.await(from + count);
        return from + count;
    }

    private static void latency(RoutesFixture fixture, Readers readers, long from) {
        var micros = new ArrayList<Long>();
        for (int i = 1; i <= 2_000; i++) {
            long sent = System.nanoTime();
            fixture.hub.tell(frame(i));
            readers.await(from + i);
            micros.add((System.nanoTime() - sent) / 1_000);
            LockSupport.parkNanos(200_000);
        }
        micros.sort(null);
        System.out.printf(
                Locale.ROOT,
                "one frame to all %d sockets: p50 %,d µs, p99 %,d µs%n",
                CLIENTS,
                micros.get(1_000),
                micros.get(1_980));
    }

    private static PresentationProtocol.Publish frame(long i) {
        var body = ofAnswer(FrameType.TEXT_DELTA, ",\"delta\":\"word " + i + " \"");
        return new PresentationProtocol.Publish(RoutesFixture.THREAD, RoutesFixture.RUN, 1, body);
    }

    /** All clients on one thread; each counts the frames it got. */
    private static final class Readers implements Runnable, AutoCloseable {
        private final Selector selector = Selector.open();
        private final List<Counter> counters = new ArrayList<>();
        private volatile long slowest;

        Readers(int port) throws IOException {
            for (int i = 0; i < CLIENTS; i++) {
                var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                var request = "GET /stream?threadId=" + RoutesFixture.THREAD + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer "
                        + RoutesFixture.CREDENTIAL + "\r\n\r\n";
                channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
                var counter = new Counter(channel);
                counter.skipAnswer();
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, counter);
                counters.add(counter);
            }
        }

        void await(long count) {
            while (slowest < count) {
                LockSupport.parkNanos(20_000);
            }
        }

        @Override
        public void run() {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    selector.select(key -> ((Counter) key.attachment()).read());
                    slowest = counters.stream()
                            .mapToLong(counter -> counter.frames)
                            .min()
                            .orElseThrow();
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            for (var counter : counters) {
                counter.channel.close();
            }
            selector.close();
        }
    }

    private static final class Counter {
        private final SocketChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        private long frames;

        Counter(SocketChannel channel) {
            this.channel = channel;
        }

        /** Reads the answer's head byte by byte, so that no frame is lost. */
        void skipAnswer() throws IOException {
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

        void read() {
            try {
                if (channel.read(buffer) < 0) {
                    throw new IOException("the gateway closed the connection");
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            buffer.flip();
            while (hasFrame()) {
                frames++;
            }
            buffer.compact();
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
            buffer.position(at + head + length);
            return true;
        }
    }
}
