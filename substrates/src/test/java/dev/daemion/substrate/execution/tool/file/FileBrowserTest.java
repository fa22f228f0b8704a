package dev.daemion.substrate.execution.tool.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.FileProtocol;
import dev.daemion.kernel.protocol.FileProtocol.FileEntry;
import dev.daemion.substrate.execution.tool.FileBounds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("People see the files agents may touch")
class FileBrowserTest {
    private Path root;
    private FileBrowser browser;

    private record Bounds(Path workingDirectory, List<Path> roots, Path home) implements FileBounds {}

    @BeforeEach
    void fill(@TempDir Path folder) throws IOException {
        var real = folder.toRealPath();
        root = Files.createDirectories(real.resolve("root"));
        var home = root.resolve(".daemion");
        Files.createDirectories(home.resolve("workspace"));
        Files.writeString(home.resolve("credential"), "secret");
        Files.createDirectories(root.resolve("Notes/deep"));
        Files.writeString(root.resolve("b.txt"), "12345");
        Files.writeString(root.resolve("A.txt"), "1");
        Files.writeString(root.resolve("Notes/deep/todo-B.md"), "x");
        Files.writeString(real.resolve("outside.txt"), "secret");
        Files.createSymbolicLink(root.resolve("way-out"), real);
        Files.createSymbolicLink(root.resolve("short"), root.resolve("Notes/deep"));
        browser = new FileBrowser(new ConfinedPaths(root), new Bounds(root, List.of(root), home));
    }

    @Test
    @DisplayName("as a list, directories first; what leads out or is Daemion's own is not there")
    void lists() {
        assertThat(browser.list(root.toString()))
                .extracting(FileEntry::name)
                .containsExactly("Notes", "short", "A.txt", "b.txt");
        assertThat(browser.list(root.resolve("short").toString()))
                .extracting(FileEntry::path)
                .containsExactly(root.resolve("Notes/deep/todo-B.md").toString());
        assertThat(browser.list(null)).extracting(FileEntry::path).containsExactly(root.toString());
    }

    @Test
    @DisplayName("by a part of their name, at most as many as asked for")
    void finds() {
        assertThat(browser.find(null, "b.", 10)).extracting(FileEntry::name).containsExactly("b.txt", "todo-B.md");
        assertThat(browser.find("Notes", "TODO", 10)).hasSize(1);
        assertThat(browser.find(null, "t", 1)).hasSize(1);
        assertThat(browser.find(null, "credential", 10)).isEmpty();
        assertThat(browser.find(null, "outside", 10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "/", "/etc", "way-out", "way-out/outside.txt", ".daemion", "Notes/../..", "~root"})
    @DisplayName("and nothing else")
    void refuses(String path) {
        assertThatThrownBy(() -> browser.list(path))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.PATH_OUTSIDE_ROOTS));
    }

    @Test
    @DisplayName("A path that is not there, or a file, is said to be that")
    void says() {
        assertThatThrownBy(() -> browser.list("nowhere"))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(ProblemCode.NOT_FOUND));
        assertThatThrownBy(() -> browser.list("b.txt"))
                .isInstanceOfSatisfying(
                        Problem.class, p -> assertThat(p.code()).isEqualTo(ProblemCode.VALIDATION_FAILED));
    }

    @Test
    @DisplayName("and their bytes, piece by piece, with what tells whether they are still the same")
    void reads() throws IOException {
        var large = new byte[FileProtocol.PIECE_BYTES_MAX + 7];
        Arrays.fill(large, (byte) 200);
        Files.write(root.resolve("large.bin"), large);

        var first = browser.read("large.bin", 0);
        var second = browser.read("large.bin", first.bytes().size());
        assertThat(first.size()).isEqualTo(large.length);
        assertThat(first.bytes().size()).isEqualTo(FileProtocol.PIECE_BYTES_MAX);
        assertThat(second.bytes().toArray()).hasSize(7).containsOnly((byte) 200);
        assertThat(second.modifiedAt()).isEqualTo(first.modifiedAt());
        assertThat(browser.read("large.bin", large.length + 5L).bytes().size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"way-out/outside.txt", ".daemion/credential", "../outside.txt"})
    @DisplayName("but no byte of what is outside")
    void readsNothingElse(String path) {
        assertThatThrownBy(() -> browser.read(path, 0))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.PATH_OUTSIDE_ROOTS));
    }

    @Test
    @DisplayName("nor of what is no file, is not there, or is too large")
    void readsFilesOnly() throws IOException {
        try (var sparse =
                FileChannel.open(root.resolve("huge.bin"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.wrap(new byte[1]), FileProtocol.FILE_BYTES_MAX);
        }
        assertThatThrownBy(() -> browser.read("huge.bin", 0)).hasMessageContaining("at most");
        assertThatThrownBy(() -> browser.read("Notes", 0)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> browser.read("gone.txt", 0))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.NOT_FOUND));
    }
}
