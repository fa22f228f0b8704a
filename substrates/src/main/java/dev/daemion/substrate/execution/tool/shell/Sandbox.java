package dev.daemion.substrate.execution.tool.shell;

import dev.daemion.substrate.execution.process.ChildLauncher;
import dev.daemion.substrate.execution.process.Exit;
import dev.daemion.substrate.execution.process.Launch;
import dev.daemion.substrate.execution.tool.FileBounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps commands away from Daemion's home and from other processes. With bubblewrap: the system read-only, the roots
 * writable, the home out of sight; else with {@link Namespaces}; else not at all. Many machines have the programs and
 * forbid what they need, so they are tried once before they are relied on.
 */
public final class Sandbox {
    private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);
    private static final Duration TRIAL_MAX = Duration.ofSeconds(5);

    private final ChildLauncher launcher;
    private volatile @Nullable Trial trial;

    private sealed interface Way {
        record Bubblewrap(Path program) implements Way {}

        record OwnNamespaces(Path unshare) implements Way {}
    }

    private record Trial(Optional<Way> working) {}

    public Sandbox(ChildLauncher launcher) {
        this.launcher = launcher;
    }

    /** The command line that goes before a program's own; empty when there is no working sandbox. */
    public Optional<List<String>> wrapper(FileBounds scope) throws InterruptedException {
        return way(scope).map(way -> switch (way) {
            case Way.Bubblewrap(var program) -> arguments(program, scope);
            case Way.OwnNamespaces(var unshare) -> Namespaces.arguments(unshare, scope);
        });
    }

    private Optional<Way> way(FileBounds scope) throws InterruptedException {
        var known = trial;
        if (known != null) {
            return known.working();
        }
        var found = bubblewrap();
        var working = found.isPresent() ? found : namespaces(scope);
        trial = new Trial(working);
        return working;
    }

    private Optional<Way> bubblewrap() throws InterruptedException {
        var bwrap = launcher.find("bwrap");
        boolean works = bwrap.isPresent()
                && succeeds(List.of(
                        bwrap.get().toString(),
                        "--unshare-pid",
                        "--ro-bind",
                        "/",
                        "/",
                        "--dev",
                        "/dev",
                        "--proc",
                        "/proc",
                        "true"));
        return works ? bwrap.map(Way.Bubblewrap::new) : Optional.empty();
    }

    private Optional<Way> namespaces(FileBounds scope) throws InterruptedException {
        if (Namespaces.PROGRAMS.stream().anyMatch(name -> launcher.find(name).isEmpty())) {
            return Optional.empty();
        }
        try {
            Namespaces.prepare(scope.home());
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("commands run without a sandbox: {} cannot be prepared: {}", scope.home(), e.getMessage());
            return Optional.empty();
        }
        var unshare = launcher.find("unshare").orElseThrow();
        var argv = new ArrayList<>(Namespaces.arguments(unshare, scope));
        argv.addAll(Namespaces.trial(scope));
        return succeeds(argv) ? Optional.of(new Way.OwnNamespaces(unshare)) : Optional.empty();
    }

    private boolean succeeds(List<String> argv) throws InterruptedException {
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
