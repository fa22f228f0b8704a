package dev.daemion.substrate.trigger.watch;

import static dev.daemion.substrate.trigger.watch.WatchFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.daemion.substrate.trigger.watch.FolderWatch.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What is known of a folder")
class FolderTreeTest {
    @TempDir
    private Path outside;

    private Path root;
    private final List<String> left = new ArrayList<>();

    private final FolderTree.Visitor visitor = new FolderTree.Visitor() {
        @Override
        public void enter(Path folder) throws IOException {
            if (folder.endsWith("closed")) {
                throw new IOException("no more watches");
            }
        }

        @Override
        public void leave(Path folder) {
            left.add(root.relativize(folder).toString());
        }
    };

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(outside.resolve("root"));
    }

    private FolderTree tree(int entriesMax) {
        return new FolderTree(root, _ -> true, _ -> true, entriesMax, true, visitor);
    }

    private List<String> shown(List<Change> changes) {
        return changes.stream()
                .map(change -> change.kind() + " " + root.relativize(Path.of(change.path())))
                .sorted()
                .toList();
    }

    @Test
    @DisplayName("a file that is missing is deleted only when it has not come back by the next look")
    void replaced() throws IOException {
        write(root.resolve("replaced.txt"), "one");
        write(root.resolve("back.txt"), "one");
        write(root.resolve("deleted.txt"), "one");
        var tree = tree(100);
        assertThat(tree.scan()).isEmpty();

        Files.move(root.resolve("replaced.txt"), outside.resolve("replaced.txt"));
        Files.move(root.resolve("back.txt"), outside.resolve("back.txt"));
        Files.delete(root.resolve("deleted.txt"));
        assertThat(tree.scan(List.of(root))).isEmpty();
        assertThat(tree.settle()).as("seen missing for the first time").isEmpty();
        assertThat(tree.isUnsettled()).isTrue();

        write(root.resolve("replaced.txt"), "another");
        Files.move(outside.resolve("back.txt"), root.resolve("back.txt"));
        assertThat(shown(tree.scan(List.of(root)))).containsExactly("MODIFY replaced.txt");
        assertThat(shown(tree.settle())).containsExactly("DELETE deleted.txt");
        assertThat(tree.isUnsettled()).isFalse();
    }

    @Test
    @DisplayName("a missing file that has just come back is not deleted before it has been looked at")
    void justBack() throws IOException {
        write(root.resolve("file.txt"), "one");
        var tree = tree(100);
        tree.scan();
        Files.delete(root.resolve("file.txt"));
        tree.scan(List.of(root));
        tree.scan(List.of());
        write(root.resolve("file.txt"), "two, longer");

        assertThat(tree.settle()).isEmpty();
        assertThat(shown(tree.scan(List.of(root)))).containsExactly("MODIFY file.txt");
    }

    @Test
    @DisplayName("a look into one folder finds new folders below it and forgets those that are gone")
    void partial() throws IOException {
        write(root.resolve("a/b/file.txt"), "one");
        write(root.resolve("c/file.txt"), "one");
        var tree = tree(100);
        tree.scan();
        int before = tree.entryCount();

        Files.move(root.resolve("a/b"), root.resolve("c/b"));
        write(root.resolve("c/file.txt"), "changed");
        assertThat(shown(tree.scan(List.of(root.resolve("c")))))
                .containsExactly("CREATE c/b/file.txt", "MODIFY c/file.txt");
        assertThat(tree.scan(List.of(root.resolve("a/b"))))
                .as("its parent is looked at instead")
                .isEmpty();
        assertThat(left).containsExactly("a/b");
        tree.scan(List.of());
        assertThat(shown(tree.settle())).containsExactly("DELETE a/b/file.txt");
        assertThat(tree.entryCount()).isEqualTo(before);
    }

    @Test
    @DisplayName("a folder that cannot be looked into is counted, and the others are looked at")
    void unreadable() throws IOException {
        write(root.resolve("closed/file.txt"), "one");
        write(root.resolve("open/file.txt"), "one");
        var tree = tree(100);
        tree.scan();
        assertThat(tree.unreadableCount()).isEqualTo(1);

        write(root.resolve("open/file.txt"), "changed");
        assertThat(shown(tree.scan())).containsExactly("MODIFY open/file.txt");
        Files.move(root.resolve("closed"), root.resolve("opened"));
        assertThat(shown(tree.scan(List.of(root)))).containsExactly("CREATE opened/file.txt");
    }

    @Test
    @DisplayName("folders count towards the bound as files do")
    void bounded() throws IOException {
        for (int i = 0; i < 30; i++) {
            Files.createDirectories(root.resolve("d" + i));
        }
        var tree = tree(30);
        tree.scan();
        assertThat(tree.entryCount()).isEqualTo(30);

        write(root.resolve("one-more"), "");
        assertThatExceptionOfType(FolderTree.TooLarge.class).isThrownBy(tree::scan);
    }

    @Test
    @DisplayName("a root that is gone is no change but a fault")
    void gone() throws IOException {
        var tree = tree(30);
        tree.scan();
        Files.delete(root);

        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(tree::scan);
    }

    @Tag("long")
    @Test
    @DisplayName("a hundred thousand files take at most five seconds and 30 MiB")
    void hundredThousand() throws IOException {
        for (int i = 0; i < 100_000; i++) {
            var folder = root.resolve("d" + i % 500);
            if (i < 500) {
                Files.createDirectory(folder);
            }
            Files.createFile(folder.resolve("file-number-" + i + ".txt"));
        }
        var tree = tree(WatchSpec.ENTRIES_MAX_DEFAULT);
        long before = used();
        long start = System.nanoTime();
        tree.scan();
        long took = System.nanoTime() - start;

        assertThat(tree.entryCount()).isEqualTo(100_500);
        assertThat(used() - before).isLessThan(30L << 20);
        assertThat(took).isLessThan(5_000_000_000L);
        assertThat(tree.scan()).isEmpty();
    }

    private static long used() {
        var runtime = Runtime.getRuntime();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
