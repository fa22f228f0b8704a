package dev.daemion.kernel.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The secret store")
class SecretStoreTest {
    @TempDir
    Path home;

    private Path file = Path.of("secrets");

    @BeforeEach
    void name() {
        file = home.resolve("secrets");
    }

    @Test
    @DisplayName("prefers the environment and falls back to the file; a blank variable counts as absent")
    void prefersTheEnvironment() throws IOException {
        write("A=from-file\nB = \"from file\"\n# a comment\n\nexport C='c'\n", "rw-------");
        var store = new SecretStore(Map.of("A", "from-environment", "B", "  "), file);
        assertThat(store.find("A")).contains(new Secret("from-environment"));
        assertThat(store.find("B")).contains(new Secret("from file"));
        assertThat(store.find("C")).contains(new Secret("c"));
        assertThat(store.find("D")).isEmpty();
    }

    @Test
    @DisplayName("is empty without a file, and reads a file that came or changed later without a restart")
    void readsAgain() throws IOException {
        var store = new SecretStore(Map.of(), file);
        assertThat(store.find("KEY")).isEmpty();
        write("KEY=one", "rw-------");
        assertThat(store.find("KEY")).contains(new Secret("one"));
        write("KEY=two", "rw-------");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertThat(store.find("KEY")).contains(new Secret("two"));
        Files.delete(file);
        assertThat(store.find("KEY")).isEmpty();
    }

    @Test
    @DisplayName("refuses a file that others can use and says the command that mends it")
    void refusesAnOpenFile() throws IOException {
        var store = new SecretStore(Map.of(), file);
        for (var mode : new String[] {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"}) {
            write("KEY=hidden-value", mode);
            assertThatThrownBy(() -> store.find("KEY"))
                    .isInstanceOfSatisfying(
                            Problem.class, p -> assertThat(p.code()).isEqualTo(ProblemCode.FORBIDDEN))
                    .hasMessageContaining("chmod 600 " + file)
                    .hasMessageNotContaining("hidden-value");
        }
        write("KEY=hidden-value", "rw-------");
        assertThat(store.find("KEY")).isPresent();
    }

    @Test
    @DisplayName("names the line that does not read, without its content")
    void namesTheLine() throws IOException {
        write("A=b\nsk-ant-pasted-key\n", "rw-------");
        assertThatThrownBy(() -> new SecretStore(Map.of(), file).find("A"))
                .hasMessageContaining("Line 2")
                .hasMessageNotContaining("pasted");
    }

    @Test
    @DisplayName("refuses a folder, a huge file and what is not text")
    void refusesWhatIsNoFile() throws IOException {
        var store = new SecretStore(Map.of(), file);
        write("A=" + "x".repeat(70_000), "rw-------");
        assertThatThrownBy(() -> store.find("A")).isInstanceOf(Problem.class).hasMessageContaining("at most 65536");
        Files.write(file, new byte[] {'A', '=', (byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(() -> store.find("A")).isInstanceOf(Problem.class).hasMessageContaining("UTF-8");
        Files.delete(file);
        Files.createDirectory(file);
        assertThatThrownBy(() -> store.find("A")).isInstanceOf(Problem.class).hasMessageContaining("not a file");
    }

    private void write(String text, String mode) throws IOException {
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
