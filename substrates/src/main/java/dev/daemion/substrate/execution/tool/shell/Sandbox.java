package dev.daemion.substrate.execution.tool.shell;

import dev.daemion.substrate.execution.process.ChildLauncher;
import dev.daemion.substrate.execution.process.Exit;
import dev.daemion.substrate.execution.process.Launch;
import dev.daemion.substrate.execution.tool.FileBounds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bubblewrap, when it is there and works: the system read-only, the roots writable, Daemion's home out of sight. Many
 * machines have the program and forbid what it needs, so it is tried once before it is relied on.
 */
public final class Sandbox {
    private static final Duration TRIAL_MAX = Duration.ofSeconds(5);

    private final ChildLauncher launcher;
    private volatile @Nullable Trial trial;

    private record Trial(Optional<Path> working) {}

    public Sandbox(ChildLauncher launcher) {
        this.launcher = launcher;
    }

    /** The command line that goes before a program's own; empty when there is no working sandbox. */
    public Optional<List<String>> wrapper(FileBounds scope) throws InterruptedException {
        return program().map(bwrap -> arguments(bwrap, scope));
    }

    private Optional<Path> program() throws InterruptedException {
        var known = trial;
        if (known != null) {
            return known.working();
        }
        var found = launcher.find("bwrap");
        var working = found.isPresent() && works(found.get()) ? found : Optional.<Path>empty();
        trial = new Trial(working);
        return working;
    }

    private boolean works(Path bwrap) throws InterruptedException {
        var argv = List.of(
                bwrap.toString(), "--unshare-pid", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "true");
        var end = launcher.start(Launch.of(argv, Path.of("/")).withTimeout(TRIAL_MAX))
                .await();
        return end.cause() == Exit.Cause.EXITED && end.code() == 0;
    }

    /** Later mounts cover earlier ones: system, then roots from the outside in, then the home, then what lies in it. */
    static List<String> arguments(Path bwrap, FileBounds scope) {
        var argv = new ArrayList<>(List.of(
                bwrap.toString(),
                "--die-with-parent",
                "--unshare-pid",
                "--unshare-ipc",
                "--ro-bind",
                "/",
                "/",
                "--dev",
                "/dev",
                "--proc",
                "/proc",
                "--tmpfs",
                "/tmp"));
        var roots = scope.roots().stream()
                .filter(Files::isDirectory)
                .sorted(Comparator.comparingInt(Path::getNameCount))
                .toList();
        roots.stream().filter(root -> !root.startsWith(scope.home())).forEach(root -> bind(argv, root));
        if (Files.isDirectory(scope.home())) {
            argv.addAll(List.of("--tmpfs", scope.home().toString()));
        }
        var workspace = scope.home().resolve("workspace");
        roots.stream().filter(root -> root.startsWith(workspace)).forEach(root -> bind(argv, root));
        argv.addAll(List.of("--chdir", scope.workingDirectory().toString(), "--"));
        return List.copyOf(argv);
    }

    private static void bind(List<String> argv, Path root) {
        argv.addAll(List.of("--bind", root.toString(), root.toString()));
    }
}
