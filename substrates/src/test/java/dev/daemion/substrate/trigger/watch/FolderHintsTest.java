package dev.daemion.substrate.trigger.watch;

import static dev.daemion.substrate.trigger.watch.WatchFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The hints of the system")
class FolderHintsTest {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @TempDir
    private Path root;

    private FolderHints hints;

    @BeforeEach
    void open() throws IOException {
        hints = FolderHints.open(
                () -> FileSystems.getDefault().newWatchService(), threads, () -> told.add("something happened"));
        hints.register(root);
    }

    @AfterEach
    void close() {
        hints.close();
        threads.shutdownNow();
    }

    private void awaitHint() throws InterruptedException {
        assertThat(told.poll(20, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    @DisplayName("are told once until they are taken")
    void once() throws Exception {
        write(root.resolve("one"), "1");
        awaitHint();
        write(root.resolve("two"), "2");
        assertThat(told.poll(300, TimeUnit.MILLISECONDS)).isNull();

        assertThat(hints.take()).isEqualTo(new FolderHints.Dirt(Set.of(root), false));
        assertThat(hints.take().folders()).isEmpty();
        write(root.resolve("three"), "3");
        awaitHint();
    }

    @Test
    @DisplayName("follow a folder that was moved, even when its old place is given up later")
    void moved() throws Exception {
        var before = Files.createDirectory(root.resolve("before"));
        hints.register(before);
        var after = Files.move(before, root.resolve("after"));
        hints.register(after);
        hints.unregister(before);

        write(after.resolve("file"), "1");

        var seen = new HashSet<Path>();
        while (!seen.contains(after)) {
            awaitHint();
            seen.addAll(hints.take().folders());
        }
        assertThat(hints.isRegistered(before)).isFalse();
        assertThat(hints.isRegistered(after)).isTrue();
    }

    @Test
    @DisplayName("know which folder they have lost")
    void lost() throws Exception {
        var folder = Files.createDirectory(root.resolve("folder"));
        hints.register(folder);
        Files.delete(folder);
        awaitHint();
        for (int i = 0; hints.isRegistered(folder) && i < 1000; i++) {
            told.poll(20, TimeUnit.MILLISECONDS);
        }

        assertThat(hints.isRegistered(folder)).isFalse();
    }

    @Test
    @DisplayName("cannot be had from a service that only looks from time to time itself")
    void polling() throws IOException {
        try (var service = new PollingWatches()) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> FolderHints.open(() -> service, threads, () -> {}))
                    .withMessageContaining("reports no changes");
            assertThat(service.isClosed).isTrue();
        }
    }

    /** Named as the one of the JDK on systems without notification. */
    private static final class PollingWatches implements WatchService {
        private boolean isClosed;

        @Override
        public void close() {
            isClosed = true;
        }

        @Override
        public WatchKey poll() {
            throw new AssertionError("nobody asks");
        }

        @Override
        public WatchKey poll(long timeout, TimeUnit unit) {
            throw new AssertionError("nobody asks");
        }

        @Override
        public WatchKey take() {
            throw new AssertionError("nobody asks");
        }
    }
}
