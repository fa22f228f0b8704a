package dev.daemion.gateway.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** How many lists of threads a second a running gateway hands out, with 1,000 threads and 16 connections. */
final class ThreadListBenchmark {
    private static final int THREADS = 1_000;
    private static final int CONNECTIONS = 16;
    private static final int ROUNDS = 7;
    private static final int WARM_UP_SECONDS = 10;
    private static final int ROUND_SECONDS = 3;

    private ThreadListBenchmark() {}

    /** @param arguments the gateway's port, the file with its credential */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        var token = Files.readString(Path.of(arguments[1])).strip();
        try (var client = new GatewayClient(port, token)) {
            for (int i = 0; i < THREADS; i++) {
                client.post("/threads", "{\"title\":\"A conversation about the number " + i + "\"}");
            }
        }
        var lists = new LongAdder();
        for (int i = 0; i < CONNECTIONS; i++) {
            var client = new GatewayClient(port, token);
            Thread.ofPlatform().daemon().name("client").start(() -> {
                try {
                    while (true) {
                        client.get("/threads");
                        lists.increment();
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        pause(WARM_UP_SECONDS);
        var rounds = new Rounds("GET /threads, 1,000 threads, 16 connections", "6,000/s");
        for (int round = 0; round < ROUNDS; round++) {
            long before = lists.sum();
            long started = System.nanoTime();
            pause(ROUND_SECONDS);
            rounds.add((lists.sum() - before) / ((System.nanoTime() - started) / 1e9));
        }
        rounds.end();
    }

    private static void pause(int seconds) throws InterruptedException {
        boolean ignored = new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
    }
}
