package dev.daemion.substrate.trigger.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.substrate.trigger.watch.FolderWatch.Changed;
import dev.daemion.substrate.trigger.watch.FolderWatch.Kind;
import dev.daemion.substrate.trigger.watch.FolderWatch.Report;
import dev.daemion.substrate.trigger.watch.FolderWatch.State;
import dev.daemion.substrate.trigger.watch.FolderWatch.WatchState;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;

/** Watches on a real file system, and what they tell. */
final class WatchFixture implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final Duration DEBOUNCE = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofMillis(150);

    final ActorTestKit kit = ActorTestKit.create();
    final TestProbe<Report> told = kit.createTestProbe(Report.class);
    final AtomicInteger runningCount = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    static WatchSpec spec(Path path, String glob) {
        return spec(path, glob, EnumSet.allOf(Kind.class), WatchSpec.ENTRIES_MAX_DEFAULT);
    }

    static WatchSpec spec(Path path, String glob, Set<Kind> events, int entriesMax) {
        return new WatchSpec("inbox", path, glob, events, DEBOUNCE, LOOK, entriesMax);
    }

    ActorRef<FolderWatch.Message> watch(WatchSpec spec) {
        return watch(spec, () -> FileSystems.getDefault().newWatchService());
    }

    ActorRef<FolderWatch.Message> watch(WatchSpec spec, FolderHints.Source source) {
        return kit.spawn(FolderWatch.create(spec, told.ref(), this::run, Clock.systemUTC(), source));
    }

    /** A watch of all kinds of changes that is ready. */
    ActorRef<FolderWatch.Message> ready(Path path, String glob) {
        var watch = watch(spec(path, glob));
        awaitState(State.OK);
        return watch;
    }

    private void run(Runnable task) {
        threads.execute(() -> {
            runningCount.incrementAndGet();
            try {
                task.run();
            } finally {
                runningCount.decrementAndGet();
            }
        });
    }

    WatchState awaitState(State state) {
        var report = told.expectMessageClass(WatchState.class, PATIENCE);
        assertThat(report.state()).as(report.detail()).isEqualTo(state);
        return report;
    }

    Changed awaitChanged() {
        return told.expectMessageClass(Changed.class, PATIENCE);
    }

    /** Exactly these and no more, in any order, in one or several reports: {@code "CREATE a.txt"}. */
    void awaitChanges(Path root, String... expected) {
        var seen = new ArrayList<String>();
        while (seen.size() < expected.length) {
            seen.addAll(shown(root, awaitChanged()));
        }
        assertThat(seen).containsExactlyInAnyOrder(expected);
        told.expectNoMessage(DEBOUNCE.multipliedBy(4));
    }

    static List<String> shown(Path root, Changed changed) {
        return changed.changes().stream()
                .map(change -> change.kind() + " " + root.relativize(Path.of(change.path())))
                .toList();
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
        threads.shutdownNow();
    }
}
