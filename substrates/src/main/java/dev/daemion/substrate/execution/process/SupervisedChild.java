package dev.daemion.substrate.execution.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one process from start to end:
 *
 * <pre>
 * running ──exit, deadline or cancel──► TERM to what is left ──grace──► KILL ──► ended
 * </pre>
 *
 * One virtual thread decides; two platform threads read (a blocking read of a pipe would pin a carrier).
 */
final class SupervisedChild implements Child {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisedChild.class);
    private static final long DRAIN_MILLIS = 100;
    private static final long PARTING_MILLIS = 50;
    private static final long READER_STACK_BYTES = 256 * 1024;

    private enum Happening {
        EXITED,
        CANCELLED
    }

    private final Launch launch;
    private final Process process;
    private final boolean hasGroup;
    private final Family family;
    private final long startedNanos = System.nanoTime();
    private final LinkedBlockingQueue<Happening> happenings = new LinkedBlockingQueue<>();
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch readers = new CountDownLatch(2);
    private final HeadAndTail stdout;
    private final HeadAndTail stderr;
    private volatile long lastOutputNanos = startedNanos;
    private volatile boolean hasSpoken;
    private volatile @Nullable Exit outcome;

    SupervisedChild(Launch launch, Process process, boolean hasGroup, String mark) {
        this.launch = launch;
        this.process = process;
        this.hasGroup = hasGroup;
        this.family = new Family(process.toHandle(), mark);
        this.stdout = new HeadAndTail(launch.stdoutBytesMax());
        this.stderr = new HeadAndTail(launch.stderrBytesMax());
    }

    void begin() {
        read("out", process.getInputStream(), stdout, launch.onStdout());
        read("err", process.getErrorStream(), stderr, launch.onStderr());
        if (launch.stdin() instanceof Launch.Stdin.Text text) {
            Thread.ofPlatform()
                    .daemon()
                    .name("child-" + pid() + "-in")
                    .stackSize(READER_STACK_BYTES)
                    .start(() -> feed(text.text()));
        }
        var _ = process.onExit().thenRun(() -> happenings.add(Happening.EXITED));
        Thread.ofVirtual().name("child-" + pid()).start(this::supervise);
    }

    private void supervise() {
        Exit end;
        try {
            end = watch();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            end = summary(Exit.Cause.CANCELLED, 0);
        } catch (RuntimeException e) {
            // Nobody else would ever answer those who wait for the end.
            LOG.error("supervision of process {} failed", pid(), e);
            process.destroyForcibly();
            end = summary(Exit.Cause.CANCELLED, 0);
        }
        outcome = end;
        ended.countDown();
        exit.complete(end);
    }

    private Exit watch() throws InterruptedException {
        var cause = waitForCause();
        if (cause == Exit.Cause.EXITED) {
            readers.await(DRAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
        int leftovers = endAll(cause == Exit.Cause.EXITED);
        readers.await(DRAIN_MILLIS, TimeUnit.MILLISECONDS);
        process.waitFor(DRAIN_MILLIS, TimeUnit.MILLISECONDS);
        return summary(cause, leftovers);
    }

    /** Ends when the process exits, someone cancels, or a deadline passes. */
    private Exit.Cause waitForCause() throws InterruptedException {
        while (true) {
            var happening = happenings.poll(nanosToNextDeadline(), TimeUnit.NANOSECONDS);
            if (happening == Happening.EXITED) {
                return Exit.Cause.EXITED;
            }
            if (happening == Happening.CANCELLED) {
                return Exit.Cause.CANCELLED;
            }
            long now = System.nanoTime();
            if (isOver(launch.timeout(), startedNanos, now)) {
                return Exit.Cause.TIMED_OUT;
            }
            if (!hasSpoken && isOver(launch.firstByte(), startedNanos, now)) {
                return Exit.Cause.NO_FIRST_BYTE;
            }
            if (hasSpoken && isOver(launch.idle(), lastOutputNanos, now)) {
                return Exit.Cause.IDLE;
            }
        }
    }

    private long nanosToNextDeadline() {
        long now = System.nanoTime();
        var idle = launch.idle();
        // Before the first byte the idle clock does not run; look again after one idle span, nobody reports that byte.
        long silence = hasSpoken
                ? left(idle, lastOutputNanos, now)
                : Math.min(left(launch.firstByte(), startedNanos, now), idle == null ? Long.MAX_VALUE : idle.toNanos());
        return Math.max(1, Math.min(left(launch.timeout(), startedNanos, now), silence));
    }

    private static long left(@Nullable Duration limit, long since, long now) {
        return limit == null ? Long.MAX_VALUE : limit.toNanos() - (now - since);
    }

    private static boolean isOver(@Nullable Duration limit, long since, long now) {
        return left(limit, since, now) <= 0;
    }

    /** @return how many processes besides the leader had to be ended */
    private int endAll(boolean hasLeaderExited) throws InterruptedException {
        var living = family.living();
        if (hasLeaderExited && !living.isEmpty()) {
            await(PARTING_MILLIS, living); // what is about to end by itself is no leftover
            living = family.living();
        }
        if (hasLeaderExited && living.isEmpty()) {
            return 0;
        }
        signal(living, Signals.TERM);
        await(launch.grace().toMillis(), living);
        // Again, because TERM may have made some of them start others; twice, because a fork can slip between.
        for (int round = 0; round < 2; round++) {
            var left = family.living();
            if (left.isEmpty() && !process.isAlive()) {
                break;
            }
            living.addAll(left);
            signal(left, Signals.KILL);
        }
        return living.size();
    }

    /** Ends early when all of them are gone. */
    private void await(long millis, Set<ProcessHandle> living) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < deadline && (process.isAlive() || anyAlive(living))) {
            happenings.poll(5, TimeUnit.MILLISECONDS);
        }
    }

    private void signal(Set<ProcessHandle> living, int signal) {
        if (hasGroup) {
            Signals.group(pid(), signal);
        }
        if (signal == Signals.KILL) {
            process.destroyForcibly();
            living.forEach(ProcessHandle::destroyForcibly);
        } else {
            process.destroy();
            living.forEach(ProcessHandle::destroy);
        }
    }

    private static boolean anyAlive(Set<ProcessHandle> living) {
        return living.stream().anyMatch(ProcessHandle::isAlive);
    }

    private Exit summary(Exit.Cause cause, int leftovers) {
        int code = process.isAlive() ? -1 : process.exitValue();
        var elapsed = Duration.ofNanos(System.nanoTime() - startedNanos);
        return new Exit(cause, code, detail(cause, code), stdout.captured(), stderr.captured(), elapsed, leftovers);
    }

    private String detail(Exit.Cause cause, int code) {
        return switch (cause) {
            case EXITED -> "It ended with exit code " + code + ".";
            case TIMED_OUT -> "It was ended after " + seconds(launch.timeout()) + ", the time it was given.";
            case NO_FIRST_BYTE -> "It was ended because it said nothing for " + seconds(launch.firstByte()) + ".";
            case IDLE -> "It was ended because it fell silent for " + seconds(launch.idle()) + ".";
            case CANCELLED -> "It was stopped.";
            case NOT_STARTED -> "It was not started.";
        };
    }

    private static String seconds(@Nullable Duration limit) {
        return limit == null
                ? "a while"
                : limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }

    private void read(String which, InputStream from, HeadAndTail into, Launch.@Nullable Sink sink) {
        Thread.ofPlatform()
                .daemon()
                .name("child-" + pid() + "-" + which)
                .stackSize(READER_STACK_BYTES)
                .start(() -> {
                    try (from) {
                        drain(from, into, sink);
                    } catch (IOException e) {
                        LOG.debug("output of process {} ended: {}", pid(), e.getMessage());
                    } finally {
                        readers.countDown();
                    }
                });
    }

    private void drain(InputStream from, HeadAndTail into, Launch.@Nullable Sink sink) throws IOException {
        var buffer = new byte[16 * 1024];
        int length = from.read(buffer);
        while (length >= 0) {
            lastOutputNanos = System.nanoTime();
            hasSpoken = true;
            into.accept(buffer, length);
            if (sink != null) {
                sink.accept(buffer, length);
            }
            length = from.read(buffer);
        }
    }

    private void feed(String text) {
        try (var to = process.getOutputStream()) {
            to.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.debug("process {} does not read its input: {}", pid(), e.getMessage());
        }
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public CompletionStage<Exit> exit() {
        return exit.minimalCompletionStage();
    }

    @Override
    public Exit await() throws InterruptedException {
        ended.await();
        var end = outcome;
        if (end == null) {
            throw new IllegalStateException("ended without an outcome");
        }
        return end;
    }

    @Override
    public void cancel() {
        happenings.add(Happening.CANCELLED);
    }

    @Override
    public OutputStream stdin() {
        return launch.stdin() instanceof Launch.Stdin.Open
                ? process.getOutputStream()
                : OutputStream.nullOutputStream();
    }
}
