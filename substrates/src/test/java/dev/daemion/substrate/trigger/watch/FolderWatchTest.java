package dev.daemion.substrate.trigger.watch;

import static dev.daemion.substrate.trigger.watch.WatchFixture.PATIENCE;
import static dev.daemion.substrate.trigger.watch.WatchFixture.shown;
import static dev.daemion.substrate.trigger.watch.WatchFixture.spec;
import static dev.daemion.substrate.trigger.watch.WatchFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.substrate.trigger.watch.FolderWatch.Kind;
import dev.daemion.substrate.trigger.watch.FolderWatch.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A watch over a folder")
class FolderWatchTest {
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

    private static void replace(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    @Nested
    @DisplayName("tells")
    class Tells {
        @Test
        @DisplayName("nothing about what was there, then what is made, changed and removed")
        void life() throws IOException {
            write(root.resolve("old.txt"), "old");
            fixture.ready(root, "");
            fixture.told.expectNoMessage(WatchFixture.DEBOUNCE.multipliedBy(3));

            write(root.resolve("new.txt"), "new");
            fixture.awaitChanges(root, "CREATE new.txt");
            write(root.resolve("old.txt"), "changed");
            fixture.awaitChanges(root, "MODIFY old.txt");
            Files.delete(root.resolve("new.txt"));
            fixture.awaitChanges(root, "DELETE new.txt");
        }

        @Test
        @DisplayName("about files in folders that are made, filled and removed while it watches")
        void folders() throws IOException {
            fixture.ready(root, "");

            write(root.resolve("a/b/c/deep.txt"), "deep");
            fixture.awaitChanges(root, "CREATE a/b/c/deep.txt");
            write(root.resolve("a/b/c/deep.txt"), "deeper");
            fixture.awaitChanges(root, "MODIFY a/b/c/deep.txt");
            Files.delete(root.resolve("a/b/c/deep.txt"));
            Files.delete(root.resolve("a/b/c"));
            Files.delete(root.resolve("a/b"));
            fixture.awaitChanges(root, "DELETE a/b/c/deep.txt");
            write(root.resolve("a/b/c/deep.txt"), "again");
            fixture.awaitChanges(root, "CREATE a/b/c/deep.txt");
            write(root.resolve("a/b/c/deep.txt"), "and again");
            fixture.awaitChanges(root, "MODIFY a/b/c/deep.txt");
        }

        @Test
        @DisplayName("about a folder that is moved under its new name, and goes on watching it")
        void movedFolder() throws IOException {
            write(root.resolve("before/file.txt"), "one");
            fixture.ready(root, "");

            Files.move(root.resolve("before"), root.resolve("after"));
            fixture.awaitChanges(root, "CREATE after/file.txt", "DELETE before/file.txt");
            write(root.resolve("after/file.txt"), "other");
            fixture.awaitChanges(root, "MODIFY after/file.txt");
            write(root.resolve("before/file.txt"), "new");
            fixture.awaitChanges(root, "CREATE before/file.txt");
            write(root.resolve("before/file.txt"), "newer");
            fixture.awaitChanges(root, "MODIFY before/file.txt");
        }

        @Test
        @DisplayName("about a folder that is moved to another and back, wherever it is")
        void movedFar() throws IOException {
            write(root.resolve("a/moving/file.txt"), "one");
            write(root.resolve("b/other.txt"), "one");
            fixture.ready(root, "");

            Files.move(root.resolve("a/moving"), root.resolve("b/moving"));
            fixture.awaitChanges(root, "CREATE b/moving/file.txt", "DELETE a/moving/file.txt");
            write(root.resolve("b/moving/file.txt"), "other");
            fixture.awaitChanges(root, "MODIFY b/moving/file.txt");
            Files.move(root.resolve("b/moving"), root.resolve("a/moving"));
            fixture.awaitChanges(root, "CREATE a/moving/file.txt", "DELETE b/moving/file.txt");
            write(root.resolve("a/moving/file.txt"), "another");
            fixture.awaitChanges(root, "MODIFY a/moving/file.txt");
        }

        @Test
        @DisplayName("about a folder that is removed and made again at once")
        void madeAgain() throws IOException {
            write(root.resolve("a/file.txt"), "one");
            fixture.ready(root, "");

            Files.delete(root.resolve("a/file.txt"));
            Files.delete(root.resolve("a"));
            write(root.resolve("a/file.txt"), "two, longer");
            fixture.awaitChanges(root, "MODIFY a/file.txt");
            write(root.resolve("a/file.txt"), "three");
            fixture.awaitChanges(root, "MODIFY a/file.txt");
        }

        @Test
        @DisplayName("only about files of its glob and changes of its kinds")
        void choice() throws IOException {
            fixture.watch(spec(root, "*.{pdf,txt}", Set.of(Kind.CREATE), 1000));
            fixture.awaitState(State.OK);

            write(root.resolve("page.html"), "no");
            write(root.resolve("deep/paper.pdf"), "yes");
            fixture.awaitChanges(root, "CREATE deep/paper.pdf");
            write(root.resolve("deep/paper.pdf"), "changed");
            Files.delete(root.resolve("page.html"));
            fixture.told.expectNoMessage(WatchFixture.DEBOUNCE.multipliedBy(4));
        }

        @Test
        @DisplayName("within ten debounces when it never gets quiet")
        void neverQuiet() throws InterruptedException {
            fixture.ready(root, "");
            var isOver = new AtomicBoolean();
            var writer = Thread.startVirtualThread(() -> {
                for (int i = 0; !isOver.get(); i++) {
                    write(root.resolve("log.txt"), "line " + i);
                }
            });

            var changed = fixture.awaitChanged();

            assertThat(writer.isAlive()).isTrue();
            assertThat(shown(root, changed)).containsExactly("CREATE log.txt");
            isOver.set(true);
            writer.join();
        }

        @Test
        @DisplayName("about one file when it is a file that is watched")
        void oneFile() throws IOException {
            write(root.resolve("report.md"), "one");
            fixture.ready(root.resolve("report.md"), "");

            write(root.resolve("other.md"), "no");
            write(root.resolve("report.md"), "two, longer");
            fixture.awaitChanges(root, "MODIFY report.md");
            Files.delete(root.resolve("report.md"));
            fixture.awaitChanges(root, "DELETE report.md");
            write(root.resolve("report.md"), "three");
            fixture.awaitChanges(root, "CREATE report.md");
        }
    }

    @Nested
    @DisplayName("counts as one change of the file")
    class Editors {
        private Path file;

        @BeforeEach
        void start() {
            file = root.resolve("notes.md");
            write(file, "one");
            fixture.ready(root, "");
        }

        @Test
        @DisplayName("what vim does: a test file, the old file moved aside, a new one written, the old one removed")
        void vim() throws IOException {
            write(root.resolve(".notes.md.swp"), "swap");
            write(root.resolve("4913"), "");
            Files.delete(root.resolve("4913"));
            Files.move(file, root.resolve("notes.md~"));
            write(file, "two");
            Files.delete(root.resolve("notes.md~"));
            Files.delete(root.resolve(".notes.md.swp"));

            fixture.awaitChanges(root, "MODIFY notes.md");
        }

        @Test
        @DisplayName("what Emacs does: a lock that is a link to nowhere, an autosave, the old file kept beside")
        void emacs() throws IOException {
            Files.createSymbolicLink(root.resolve(".#notes.md"), Path.of("ann@host.1234"));
            write(root.resolve("#notes.md#"), "autosave");
            Files.move(file, root.resolve("notes.md~"));
            write(file, "two");
            Files.delete(root.resolve("#notes.md#"));
            Files.delete(root.resolve(".#notes.md"));

            fixture.awaitChanges(root, "MODIFY notes.md");
        }

        @Test
        @DisplayName("what VS Code does: written in place in several steps")
        void inPlace() throws IOException {
            Files.writeString(file, "");
            Files.writeString(file, "two");
            Files.writeString(file, "two and more");

            fixture.awaitChanges(root, "MODIFY notes.md");
        }

        @Test
        @DisplayName("what careful programs do: written elsewhere, moved over it")
        void atomic() throws IOException {
            write(root.resolve("notes.md.tmp"), "two");
            replace(root.resolve("notes.md.tmp"), file);
            fixture.awaitChanges(root, "MODIFY notes.md");

            write(root.resolve("fresh.pdf.part"), "a download");
            replace(root.resolve("fresh.pdf.part"), root.resolve("fresh.pdf"));
            fixture.awaitChanges(root, "CREATE fresh.pdf");
        }

        @Test
        @DisplayName("and what is taken away and put back as it was counts as none")
        void putBack() throws IOException {
            Files.move(file, outside.resolve("aside.md"));
            Files.move(outside.resolve("aside.md"), file);

            fixture.told.expectNoMessage(WatchFixture.DEBOUNCE.multipliedBy(5));
        }
    }

    @Test
    @DisplayName("leaves no thread behind when it ends")
    void ends() {
        var watch = fixture.ready(root, "");
        fixture.told.awaitAssert(PATIENCE, () -> {
            assertThat(fixture.runningCount.get()).isEqualTo(1);
            return true;
        });

        fixture.kit.stop(watch);

        fixture.told.awaitAssert(PATIENCE, () -> {
            assertThat(fixture.runningCount.get()).isZero();
            return true;
        });
    }
}
