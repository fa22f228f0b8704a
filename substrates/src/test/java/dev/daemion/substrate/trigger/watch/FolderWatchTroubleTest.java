package dev.daemion.substrate.trigger.watch;

import static dev.daemion.substrate.trigger.watch.WatchFixture.PATIENCE;
import static dev.daemion.substrate.trigger.watch.WatchFixture.shown;
import static dev.daemion.substrate.trigger.watch.WatchFixture.spec;
import static dev.daemion.substrate.trigger.watch.WatchFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.substrate.trigger.watch.FolderWatch.Changed;
import dev.daemion.substrate.trigger.watch.FolderWatch.Kind;
import dev.daemion.substrate.trigger.watch.FolderWatch.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A watch over a folder in trouble")
class FolderWatchTroubleTest {
    private final WatchFixture fixture = new WatchFixture();

    @TempDir
    private Path outside;

    private Path root;

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(outside.resolve("inbox"));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Nested
    @DisplayName("is not led astray")
    class Trouble {
        @Test
        @DisplayName("by links that go round in circles")
        void circles() throws IOException {
            Files.createDirectories(root.resolve("a"));
            Files.createSymbolicLink(root.resolve("a/up"), root);
            Files.createSymbolicLink(root.resolve("self"), root.resolve("self"));
            fixture.ready(root, "");

            write(root.resolve("a/file.txt"), "one");
            fixture.awaitChanges(root, "CREATE a/file.txt");
        }

        @Test
        @DisplayName("by ten thousand files in a second: few bounded reports that say there are more")
        void tenThousand() {
            fixture.ready(root, "");
            IntStream.range(0, 10_000).parallel().forEach(i -> write(root.resolve("d" + i % 7 + "/f" + i), "x"));

            int reports = 0;
            boolean isTruncated = false;
            var last = fixture.awaitChanged();
            while (last != null) {
                assertThat(last.changes()).hasSizeLessThanOrEqualTo(FolderScan.CHANGES_MAX);
                isTruncated |= last.isTruncated();
                reports++;
                last = next();
            }

            assertThat(isTruncated).isTrue();
            assertThat(reports).isLessThan(50);
            write(root.resolve("d0/last.txt"), "still there");
            fixture.awaitChanges(root, "CREATE d0/last.txt");
        }

        private @Nullable Changed next() {
            try {
                return fixture.told.expectMessageClass(Changed.class, Duration.ofSeconds(1));
            } catch (AssertionError e) {
                return null;
            }
        }

        @Test
        @DisplayName("by more reports than the system keeps: every file is found")
        void overflow() {
            fixture.ready(root, "");
            var expected = new HashSet<String>();
            for (int i = 0; i < 900; i++) {
                write(root.resolve("f" + i), "x");
                expected.add("f" + i);
            }

            var seen = new HashSet<String>();
            var count = new ArrayList<String>();
            while (!seen.containsAll(expected)) {
                fixture.awaitChanged().changes().forEach(change -> {
                    seen.add(String.valueOf(Path.of(change.path()).getFileName()));
                    if (change.kind() == Kind.CREATE) {
                        count.add(change.path());
                    }
                });
            }
            assertThat(count).hasSize(900).doesNotHaveDuplicates();
        }

        @Test
        @DisplayName("by a folder that is larger than it may be: it says so, and goes on when it is smaller")
        void tooLarge() throws IOException {
            for (int i = 0; i < 60; i++) {
                write(root.resolve("d" + i % 3 + "/f" + i), "x");
            }
            fixture.watch(spec(root, "", Set.of(Kind.CREATE), 50));

            assertThat(fixture.awaitState(State.FAILED).detail())
                    .contains("more than 50 files and folders")
                    .contains("'glob'");
            for (int i = 0; i < 60; i += 3) {
                Files.delete(root.resolve("d" + i % 3 + "/f" + i));
            }
            fixture.awaitState(State.OK);
            write(root.resolve("d0/new"), "x");
            fixture.awaitChanges(root, "CREATE d0/new");
        }

        @Test
        @DisplayName("by a system that has no watches left: it looks from time to time, and says so")
        void polling() throws IOException {
            write(root.resolve("old.txt"), "old");
            fixture.watch(spec(root, ""), () -> {
                throw new IOException("User limit of inotify instances reached or too many open files");
            });

            assertThat(fixture.awaitState(State.POLLING).detail())
                    .contains("Looked at every")
                    .contains("inotify");
            write(root.resolve("deep/new.txt"), "new");
            fixture.awaitChanges(root, "CREATE deep/new.txt");
            Files.delete(root.resolve("old.txt"));
            fixture.awaitChanges(root, "DELETE old.txt");
        }
    }

    @Nested
    @DisplayName("whose folder vanishes")
    class Vanishing {
        @Test
        @DisplayName("says so, tells no deletions, and tells what is different when it is back")
        void comesBack() throws IOException {
            write(root.resolve("kept.txt"), "kept");
            write(root.resolve("lost.txt"), "lost");
            fixture.ready(root, "");

            Files.move(root, outside.resolve("elsewhere"));
            assertThat(fixture.awaitState(State.FAILED).detail()).contains("There is nothing at " + root);
            fixture.told.expectNoMessage(WatchFixture.DEBOUNCE.multipliedBy(4));

            Files.delete(outside.resolve("elsewhere/lost.txt"));
            write(outside.resolve("elsewhere/new.txt"), "new");
            Files.move(outside.resolve("elsewhere"), root);
            fixture.awaitState(State.OK);
            fixture.awaitChanges(root, "CREATE new.txt", "DELETE lost.txt");
            write(root.resolve("kept.txt"), "changed");
            fixture.awaitChanges(root, "MODIFY kept.txt");
        }

        @Test
        @DisplayName("notices that another stands in its place")
        void another() throws IOException {
            write(root.resolve("file.txt"), "one");
            fixture.ready(root, "");

            Files.move(root, outside.resolve("elsewhere"));
            write(root.resolve("file.txt"), "two, longer");

            var seen = new ArrayList<String>();
            while (seen.isEmpty()) {
                var report = fixture.told.receiveMessage(PATIENCE);
                if (report instanceof Changed changed) {
                    seen.addAll(shown(root, changed));
                }
            }
            assertThat(seen).containsExactly("MODIFY file.txt");
            write(root.resolve("more.txt"), "more");
            assertThat(shown(root, awaitNextChange())).containsExactly("CREATE more.txt");
        }

        private Changed awaitNextChange() {
            while (true) {
                if (fixture.told.receiveMessage(PATIENCE) instanceof Changed changed) {
                    return changed;
                }
            }
        }

        @Test
        @DisplayName("or is not there yet is looked for; what it brings along is new")
        void notYet() {
            var later = root.resolve("later");
            fixture.watch(spec(later, ""));
            fixture.awaitState(State.FAILED);

            write(later.resolve("first.txt"), "first");

            fixture.awaitState(State.OK);
            assertThat(shown(later, fixture.awaitChanged())).containsExactly("CREATE first.txt");
        }
    }
}
