package dev.daemion.gateway.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The gateway's own share of a turn: from POST /chat to the model's socket, and from the model's delta to the client's
 * WebSocket. Model and clients are in this process, so that one clock measures both ends; the gateway is another.
 */
final class TurnBenchmark {
    private static final int ROUNDS = 7;
    private static final int WARM_UP_TURNS = 300;
    private static final int TURNS = 200;
    private static final int CONVERSATIONS = 20;
    private static final int STREAMS = 50;
    private static final int DELTAS_PER_SECOND = 50;
    private static final int WARM_UP_SECONDS = 10;
    private static final int ROUND_SECONDS = 4;
    /** A person does not ask while the answer to the last question is still being put away. */
    private static final long REST_NANOS = 20_000_000;

    private final int port;
    private final String token;
    private final GatewayClient client;
    private final PacedModel model;

    private TurnBenchmark(int port, String token, PacedModel model) throws IOException {
        this.port = port;
        this.token = token;
        this.client = new GatewayClient(port, token);
        this.model = model;
    }

    /** @param arguments the gateway's port, the file with its credential, the port to be a model on */
    public static void main(String[] arguments) throws Exception {
        var token = Files.readString(Path.of(arguments[1])).strip();
        try (var model = new PacedModel(Integer.parseInt(arguments[2]))) {
            var benchmark = new TurnBenchmark(Integer.parseInt(arguments[0]), token, model);
            benchmark.toModel();
            benchmark.toClient();
        }
    }

    private void toModel() throws Exception {
        var threads = newThreads(CONVERSATIONS);
        askRound(threads, WARM_UP_TURNS);
        var rounds = new Rounds("POST /chat written → request at the model", "p50 8 ms, p99 40 ms");
        for (int round = 0; round < ROUNDS; round++) {
            rounds.add(askRound(threads, TURNS));
        }
        rounds.end();
    }

    private Times askRound(List<String> threads, int turns) throws Exception {
        var times = new Times();
        for (int turn = 0; turn < turns; turn++) {
            long sent = System.nanoTime();
            ask(threads.get(turn % threads.size()));
            times.add(model.nextArrivalNanos() - sent);
            client.answer();
            LockSupport.parkNanos(REST_NANOS);
        }
        return times;
    }

    private void ask(String thread) throws IOException {
        client.send(
                "/chat",
                "{\"thread_id\":\"" + thread + "\",\"model\":\"openai/paced\",\"content\":\"is it still there?\"}");
    }

    private void toClient() throws Exception {
        model.hold();
        var threads = newThreads(STREAMS);
        var deltas = new Deltas(port, token, threads);
        Thread.ofPlatform().daemon().name("clients").start(deltas);
        var answers = new ArrayList<PacedModel.Answer>();
        for (var thread : threads) {
            ask(thread);
            client.answer();
            answers.add(model.nextHeld());
        }
        say(answers, WARM_UP_SECONDS);
        deltas.take(WARM_UP_SECONDS * STREAMS * DELTAS_PER_SECOND);
        var rounds = new Rounds(
                "model's delta → WebSocket frame, " + STREAMS + " threads × " + DELTAS_PER_SECOND + "/s",
                "p50 1 ms, p99 8 ms");
        for (int round = 0; round < ROUNDS; round++) {
            say(answers, ROUND_SECONDS);
            rounds.add(deltas.take(ROUND_SECONDS * STREAMS * DELTAS_PER_SECOND));
        }
        rounds.end();
        for (var answer : answers) {
            answer.end();
        }
    }

    /** One delta every 1/2500 s, to one answer after the other; late ones are not made up for in a burst. */
    private static void say(List<PacedModel.Answer> answers, int seconds) throws IOException {
        long gap = 1_000_000_000L / (STREAMS * DELTAS_PER_SECOND);
        long next = System.nanoTime();
        for (int i = 0; i < seconds * STREAMS * DELTAS_PER_SECOND; i++) {
            for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            answers.get(i % answers.size()).say(System.nanoTime() + " ");
            next = Math.max(next + gap, System.nanoTime() - gap);
        }
    }

    private List<String> newThreads(int count) throws IOException {
        var threads = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            threads.add(GatewayClient.member(client.post("/threads", "{}"), "id"));
        }
        return threads;
    }

    /** All clients: reads the time out of every delta the moment it is there. */
    private static final class Deltas implements Runnable {
        private static final long PATIENCE_MILLIS = 20_000;
        private static final byte[] DELTA = "\"delta\":\"".getBytes(UTF_8);

        private final Selector selector = Selector.open();
        private Times times = new Times();

        Deltas(int port, String token, List<String> threads) throws IOException {
            for (var thread : threads) {
                new FrameChannel(port, thread, token, this::frame).register(selector);
            }
        }

        @Override
        public void run() {
            try {
                while (true) {
                    FrameChannel.readReady(selector);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** What was measured since the last time, when it is this much. */
        synchronized Times take(int count) throws InterruptedException {
            for (int before = -1; times.count() < count; wait(PATIENCE_MILLIS)) {
                if (times.count() == before) {
                    throw new IllegalStateException("only " + before + " of " + count + " deltas came");
                }
                before = times.count();
            }
            var taken = times;
            times = new Times();
            return taken;
        }

        /** Several deltas may come in one frame: each ends with a blank. */
        private synchronized void frame(byte[] bytes, int from, int length) {
            int at = find(bytes, from, from + length);
            if (at < 0) {
                return;
            }
            long now = System.nanoTime();
            long sent = 0;
            for (; bytes[at] != '"'; at++) {
                if (bytes[at] == ' ') {
                    times.add(now - sent);
                    sent = 0;
                } else {
                    sent = sent * 10 + bytes[at] - '0';
                }
            }
            notifyAll();
        }

        private static int find(byte[] bytes, int from, int to) {
            for (int at = from; at + DELTA.length < to; at++) {
                if (Arrays.equals(bytes, at, at + DELTA.length, DELTA, 0, DELTA.length)) {
                    return at + DELTA.length;
                }
            }
            return -1;
        }
    }
}
