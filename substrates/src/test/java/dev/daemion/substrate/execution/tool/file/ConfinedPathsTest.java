package dev.daemion.substrate.execution.tool.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.ToolScopes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A path a model names")
class ConfinedPathsTest {
    /** The name of the folder that tools may touch here. */
    private static final String WORK = "work";

    @TempDir
    Path base;

    private ToolScope scope;
    private Path work;
    private Path home;
    private Path top;
    private ConfinedPaths paths;

    @BeforeEach
    void lay() throws IOException {
        scope = ToolScopes.in(base);
        work = scope.workingDirectory();
        top = base.toRealPath();
        home = scope.home();
        paths = new ConfinedPaths(top);
        Files.writeString(home.resolve("credential"), "secret");
        Files.createDirectories(work.resolve("src/deep"));
        Files.writeString(work.resolve("src/a.txt"), "a");
        Files.createDirectories(top.resolve("outside"));
        Files.writeString(top.resolve("outside/b.txt"), "b");
        Files.createDirectories(top.resolve("work-evil"));
        link("to-outside", top.resolve("outside"));
        link("to-file", top.resolve("outside/b.txt"));
        link("to-home", home);
        link("to-credential", home.resolve("credential"));
        link("to-root", Path.of("/"));
        link("dangling", Path.of("/no/such/place"));
        link("loop-a", work.resolve("loop-b"));
        link("loop-b", work.resolve("loop-a"));
        link("inside", work.resolve("src"));
        link("chain", work.resolve("to-outside"));
        Files.createLink(work.resolve("hard"), home.resolve("credential"));
    }

    private void link(String name, Path target) throws IOException {
        Files.createSymbolicLink(work.resolve(name), target);
    }

    @ParameterizedTest
    @DisplayName("that lies in a root is resolved to where it really is")
    @ValueSource(
            strings = {
                "src/a.txt",
                "./src/a.txt",
                "src/../src/a.txt",
                "src//a.txt",
                "inside/a.txt",
                "~/" + WORK + "/src/a.txt",
                "inside/../src/a.txt",
                "src/deep/../a.txt"
            })
    void inside(String text) {
        assertThat(paths.resolve(text, scope))
                .isEqualTo(new ConfinedPaths.Place.Inside(work.resolve("src/a.txt"), work));
    }

    @ParameterizedTest
    @DisplayName("that does not exist yet is resolved as far as it exists")
    @ValueSource(strings = {"inside/new/file.txt", "src/new/file.txt", "~/" + WORK + "/src/new/file.txt"})
    void newFile(String text) {
        assertThat(paths.resolve(text, scope))
                .isEqualTo(new ConfinedPaths.Place.Inside(work.resolve("src/new/file.txt"), work));
    }

    @ParameterizedTest
    @DisplayName("that leads outside, home, in circles or nowhere is refused with the roots there are")
    @ValueSource(
            strings = {
                "/etc/passwd",
                "..",
                "../outside/b.txt",
                "src/../../outside/b.txt",
                "../work-evil/x",
                "to-outside/b.txt",
                "to-outside/new.txt",
                "to-file",
                "chain/b.txt",
                "chain/../b.txt",
                "to-root/etc/passwd",
                "to-home/credential",
                "to-credential",
                "hard",
                "../home/credential",
                "../home",
                "~/home/credential",
                "~/home/new",
                "~/home/workspace/../credential",
                "~root/x",
                "~nobody",
                "dangling",
                "dangling/x",
                "loop-a",
                "loop-a/x",
                "src/a.txt/x",
                "missing/../../../etc/passwd",
                "missing/..",
                "",
                "   ",
                "a\0b",
                "a\nb",
                "a\u0007b",
                "inside/../../outside/b.txt",
                "~/home/workspace"
            })
    void refused(String text) {
        assertThat(paths.resolve(text, scope)).isInstanceOfSatisfying(ConfinedPaths.Place.Refused.class, refused -> {
            assertThat(refused.reason()).contains(work.toString()).endsWith(".");
            assertThat(refused.reason()).doesNotContain("\0").doesNotContain("\n");
        });
    }

    @ParameterizedTest
    @DisplayName("that goes through the tables of the system is refused even where everything is a root")
    @EnabledOnOs(OS.LINUX)
    @ValueSource(
            strings = {"/proc/self/environ", "/proc/self/mem", "/proc/1/root", "/dev/zero", "/dev/stdin", "/sys/kernel"
            })
    void virtual(String text) {
        var everything = ToolScopes.of(work, List.of(Path.of("/")), home);

        assertThat(paths.resolve(text, everything)).isInstanceOf(ConfinedPaths.Place.Refused.class);
        assertThat(paths.resolve("/proc/self/cwd/../../../../../../etc/hostname", scope))
                .isInstanceOf(ConfinedPaths.Place.Refused.class);
    }

    @Test
    @DisplayName("through /proc/self/root is the place it stands for")
    @EnabledOnOs(OS.LINUX)
    void procRoot() {
        assertThat(paths.resolve("/proc/self/root/etc/passwd", scope)).isInstanceOf(ConfinedPaths.Place.Refused.class);
        assertThat(paths.resolve("/proc/self/root" + home.resolve("credential"), scope))
                .isInstanceOf(ConfinedPaths.Place.Refused.class);
        assertThat(paths.resolve("/proc/self/root" + work.resolve("src/a.txt"), scope))
                .isEqualTo(new ConfinedPaths.Place.Inside(work.resolve("src/a.txt"), work));
    }

    @Test
    @DisplayName("with a name or as a whole too long is refused")
    void tooLong() {
        assertThat(paths.resolve("x".repeat(256), scope)).isInstanceOf(ConfinedPaths.Place.Refused.class);
        assertThat(paths.resolve("x/".repeat(4000), scope)).isInstanceOf(ConfinedPaths.Place.Refused.class);
    }

    @Test
    @DisplayName("in the home is open in the workspace when that is a root, and nowhere else")
    void workspace() throws IOException {
        var workspace = home.resolve("workspace");
        Files.createSymbolicLink(workspace.resolve("up"), home);
        var own = ToolScopes.of(workspace, List.of(workspace), home);

        assertThat(paths.resolve("report.md", own))
                .isEqualTo(new ConfinedPaths.Place.Inside(workspace.resolve("report.md"), workspace));
        assertThat(paths.resolve("up/credential", own)).isInstanceOf(ConfinedPaths.Place.Refused.class);
        assertThat(paths.resolve("../credential", own)).isInstanceOf(ConfinedPaths.Place.Refused.class);
    }

    @Test
    @DisplayName("stays refused when a root contains the home")
    void rootAroundHome() {
        var wide = ToolScopes.of(work, List.of(top), home);

        assertThat(paths.resolve(home.resolve("credential").toString(), wide))
                .isInstanceOf(ConfinedPaths.Place.Refused.class);
        assertThat(paths.resolve(home.resolve("workspace/x").toString(), wide))
                .isInstanceOf(ConfinedPaths.Place.Inside.class);
    }

    @Test
    @DisplayName("whose folder is swapped for a link after the check is not followed")
    void swapped() throws IOException {
        var place = (ConfinedPaths.Place.Inside) paths.resolve("src/a.txt", scope);
        Files.move(work.resolve("src"), work.resolve("moved"));
        Files.createSymbolicLink(work.resolve("src"), top.resolve("outside"));
        Files.writeString(top.resolve("outside/a.txt"), "outside");

        assertThatThrownBy(() -> Anchored.open(place).close()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> AtomicText.write(place, "escaped")).isInstanceOf(IOException.class);
        assertThat(top.resolve("outside/a.txt")).hasContent("outside");
    }

    @Test
    @DisplayName("whose file is swapped for a link after the check is not followed either")
    void swappedFile() throws IOException {
        var place = (ConfinedPaths.Place.Inside) paths.resolve("src/a.txt", scope);
        Files.delete(work.resolve("src/a.txt"));
        Files.createSymbolicLink(work.resolve("src/a.txt"), home.resolve("credential"));

        try (var file = Anchored.open(place)) {
            assertThatThrownBy(() -> file.read().close()).isInstanceOf(IOException.class);
        }
        assertThat(home.resolve("credential")).hasContent("secret");
    }
}
