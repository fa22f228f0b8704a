package dev.daemion.gateway.stream;

import static dev.daemion.gateway.stream.RoutesFixture.ofAnswer;

import dev.daemion.gateway.benchmark.FrameChannel;
import dev.daemion.gateway.benchmark.Times;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.stream.FrameType;
import java.io.IOException;
import java.nio.channels.Selector;
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
        var times = new Times();
        for (int i = 1; i <= 2_000; i++) {
            long sent = System.nanoTime();
            fixture.hub.tell(frame(i));
            readers.await(from + i);
            times.add(System.nanoTime() - sent);
            LockSupport.parkNanos(200_000);
        }
        System.out.printf(Locale.ROOT, "one frame to all %d sockets: %s%n", CLIENTS, times);
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
                var counter = new Counter(port);
                counter.channel.register(selector);
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
                    FrameChannel.readReady(selector);
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
        private final FrameChannel channel;
        private long frames;

        Counter(int port) throws IOException {
            channel = new FrameChannel(
                    port, RoutesFixture.THREAD.value(), RoutesFixture.CREDENTIAL, (bytes, from, length) -> frames++);
        }
    }
}
