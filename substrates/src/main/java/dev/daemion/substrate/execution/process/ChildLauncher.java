package dev.daemion.substrate.execution.process;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.LoggerFactory;

/**
 * Starts child processes, each in a session of its own, with an allow-listed environment, bounded output and a certain
 * end. Never throws for what can go wrong with a program: that is an {@link Exit}.
 */
public final class ChildLauncher {
    private static final AtomicLong SERIAL = new AtomicLong();
    private static final long PARTING_MILLIS = 2_000;

    private final Map<String, String> inherited;
    private final Optional<Path> setsid;
    private final Set<Child> living = ConcurrentHashMap.newKeySet();
    /** Held shared by each start, alone by the end: no child is born that the end does not see. */
    private final ReadWriteLock births = new ReentrantReadWriteLock();

    private volatile boolean isEnding;

    /** @param inherited the gateway's own variables; only the allow-listed ones reach a child */
    public ChildLauncher(Map<String, String> inherited) {
        this(inherited, Programs.find("setsid", inherited.getOrDefault("PATH", "") + ":/usr/bin:/bin", Path.of("/")));
    }

    /** @param setsid empty where there is none (macOS): descendants are then ended one by one */
    ChildLauncher(Map<String, String> inherited, Optional<Path> setsid) {
        this.inherited = Map.copyOf(inherited);
        this.setsid = setsid;
    }

    /** What this machine lacks for full supervision, as a sentence; empty when nothing is missing. */
    public Optional<String> missing() {
        return setsid.isPresent()
                ? Optional.empty()
                : Optional.of(
                        "There is no `setsid` on this machine: children share the gateway's process group, and one"
                                + " that detaches itself fully may outlive its call.");
    }

    /** Where a program would be found by a child without changes to its PATH. */
    public Optional<Path> find(String program) {
        return Programs.find(program, ChildEnvironment.of(inherited, Map.of()).getOrDefault("PATH", ""), Path.of("/"));
    }

    public Child start(Launch launch) {
        births.readLock().lock();
        try {
            return born(launch);
        } finally {
            births.readLock().unlock();
        }
    }

    private Child born(Launch launch) {
        if (isEnding) {
            return new Unborn("The gateway stops.");
        }
        if (launch.argv().stream().anyMatch(a -> a.indexOf('\0') >= 0)) {
            return new Unborn("An argument holds a NUL character.");
        }
        if (!Files.isDirectory(launch.directory())) {
            return new Unborn("The working directory " + launch.directory() + " does not exist.");
        }
        var environment = ChildEnvironment.of(inherited, launch.environment());
        var mark = ProcessHandle.current().pid() + "-" + SERIAL.incrementAndGet() + "-" + System.nanoTime();
        environment.put(Family.MARK, mark);
        var name = launch.argv().getFirst();
        var program = Programs.find(name, environment.getOrDefault("PATH", ""), launch.directory());
        if (program.isEmpty()) {
            return new Unborn("There is no program " + name + " that can be run.");
        }
        var argv = new ArrayList<String>();
        setsid.ifPresent(path -> argv.add(path.toString()));
        argv.add(program.get().toString());
        argv.addAll(launch.argv().subList(1, launch.argv().size()));
        try {
            var child = new SupervisedChild(launch, spawn(launch, argv, environment), setsid.isPresent(), mark);
            living.add(child);
            child.begin();
            child.exit().thenRun(() -> living.remove(child));
            return child;
        } catch (IOException e) {
            return new Unborn("It could not be started: " + e.getMessage());
        }
    }

    /** The gateway stops: what still lives ends with it, and nothing starts. Waits for that, at most two seconds. */
    public void endAll() throws InterruptedException {
        births.writeLock().lock();
        try {
            isEnding = true;
        } finally {
            births.writeLock().unlock();
        }
        var last = List.copyOf(living);
        last.forEach(Child::cancel);
        var ends =
                last.stream().map(child -> child.exit().toCompletableFuture()).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(PARTING_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LoggerFactory.getLogger(ChildLauncher.class).warn("not every child has ended", e);
        }
    }

    private static Process spawn(Launch launch, List<String> argv, Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder(argv).directory(launch.directory().toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        if (launch.stdin() instanceof Launch.Stdin.Closed) {
            builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        }
        return builder.start();
    }

    private record Unborn(String reason) implements Child {
        @Override
        public long pid() {
            return -1;
        }

        @Override
        public CompletionStage<Exit> exit() {
            return CompletableFuture.completedStage(Exit.notStarted(reason));
        }

        @Override
        public Exit await() {
            return Exit.notStarted(reason);
        }

        @Override
        public void cancel() {
            // it never lived
        }

        @Override
        public OutputStream stdin() {
            return OutputStream.nullOutputStream();
        }
    }
}
