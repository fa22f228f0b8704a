package dev.daemion.substrate.trigger;

import dev.daemion.kernel.secret.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * What the trigger substrate works with besides the other substrates; given by the process.
 *
 * @param secrets by name; may read a file
 * @param roots directories that may be watched, symlinks resolved
 * @param home Daemion's own home: never watched, its {@code workspace/} apart
 * @param workspace where relative paths start
 * @param userHome what {@code ~} stands for
 * @param blocking runs what looks at the file system
 */
public record TriggerPorts(
        Function<String, Optional<Secret>> secrets,
        List<Path> roots,
        Path home,
        Path workspace,
        Path userHome,
        Executor blocking) {
    public TriggerPorts {
        roots = List.copyOf(roots);
    }
}
