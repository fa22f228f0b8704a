package dev.daemion.substrate.execution.app;

import dev.daemion.extension.definition.AppDefinition;
import dev.daemion.kernel.extension.Warrant;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.substrate.execution.process.Child;
import dev.daemion.substrate.execution.process.Launch;
import dev.daemion.substrate.execution.tool.FileBounds;
import dev.daemion.substrate.execution.tool.file.ConfinedPaths;
import dev.daemion.substrate.execution.tool.shell.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts the server of an app: in its project's folder, on a port of its own, sandboxed where that works. Blocks. */
final class AppLauncher {
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int OUTPUT_BYTES_MAX = 64 * 1024;
    private static final String PORT = "{port}";

    private final AppPorts ports;
    private final PortPool pool = new PortPool();
    private final ConfinedPaths paths;
    private final Sandbox sandbox;

    AppLauncher(AppPorts ports) {
        this.ports = ports;
        this.paths = new ConfinedPaths(ports.userHome());
        this.sandbox = new Sandbox(ports.launcher());
    }

    /** @param detail what is worth saying about how it runs; empty for nothing */
    record Launched(Child child, int port, String detail) {}

    /**
     * Throws a {@link Problem} when it cannot be tried: the folder is outside the roots, no port is free.
     *
     * @param warrant lets the app run; without one there is nothing to start
     */
    Launched start(Warrant warrant, AppDefinition app, AppLog log) throws InterruptedException {
        var folder = folder(app);
        int port = pool.take(app.port())
                .orElseThrow(() -> new Problem(
                        ProblemCode.TOO_MANY,
                        "every port from " + AppDefinition.PORT_MIN + " to " + AppDefinition.PORT_MAX
                                + " is taken: stop another app"));
        var wrapper = sandbox.wrapper(new ProjectBounds(folder, ports.bounds()));
        var argv = new ArrayList<String>(wrapper.orElse(List.of()));
        app.command().forEach(word -> argv.add(word.replace(PORT, Integer.toString(port))));
        var child = ports.launcher()
                .start(Launch.of(argv, folder)
                        .withEnvironment(Map.of(
                                "PORT", Integer.toString(port), "HOST", "127.0.0.1", "DAEMION_APP", warrant.name()))
                        .withTimeout(null)
                        .withOutputMax(OUTPUT_BYTES_MAX, OUTPUT_BYTES_MAX)
                        .withGrace(GRACE)
                        .withSink(log::accept)
                        .withErrorSink(log::accept));
        return new Launched(
                child,
                port,
                wrapper.isPresent()
                        ? ""
                        : "It runs without a sandbox, with the rights of your account: neither bubblewrap nor"
                                + " unshare works here.");
    }

    void ended(int port) {
        pool.giveBack(port);
    }

    private Path folder(AppDefinition app) {
        return switch (paths.resolve(String.valueOf(app.project()), ports.bounds())) {
            case ConfinedPaths.Place.Refused refused ->
                throw new Problem(ProblemCode.PATH_OUTSIDE_ROOTS, refused.reason());
            case ConfinedPaths.Place.Inside inside -> {
                if (!Files.isDirectory(inside.path())) {
                    throw new Problem(ProblemCode.NOT_FOUND, "the project folder " + inside.path() + " does not exist");
                }
                yield inside.path();
            }
        };
    }

    /** As for every tool, with the project as the place to work in. */
    private record ProjectBounds(Path workingDirectory, List<Path> roots, Path home) implements FileBounds {
        ProjectBounds(Path project, FileBounds bounds) {
            this(project, bounds.roots(), bounds.home());
        }
    }
}
