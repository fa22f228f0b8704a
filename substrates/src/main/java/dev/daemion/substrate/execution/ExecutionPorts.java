package dev.daemion.substrate.execution;

import dev.daemion.kernel.extension.Catalog;
import dev.daemion.substrate.execution.model.ModelRegistry;
import dev.daemion.substrate.execution.policy.Grants;
import dev.daemion.substrate.execution.policy.PolicyEngine;
import dev.daemion.substrate.execution.tool.FileBounds;
import dev.daemion.substrate.execution.tool.Toolbox;
import dev.daemion.substrate.execution.tool.file.ConfinedPaths;
import dev.daemion.substrate.execution.tool.file.FileBrowser;
import dev.daemion.substrate.execution.tool.integration.IntegrationPorts;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What the execution substrate works with besides the other substrates; given by the process.
 *
 * @param catalogChanged told every new catalog before a run can see it (the model registry, the policy)
 * @param grantsChanged told what people have allowed
 * @param roots directories that tools may touch, symlinks resolved
 * @param home Daemion's own home
 * @param workingDirectory where relative paths start
 * @param blocking runs what looks at the file system
 */
public record ExecutionPorts(
        ModelRegistry models,
        Toolbox tools,
        IntegrationPorts integrations,
        PolicyEngine policy,
        Consumer<Catalog> catalogChanged,
        Consumer<Grants> grantsChanged,
        List<Path> roots,
        Path home,
        Path workingDirectory,
        Executor blocking)
        implements FileBounds {
    public ExecutionPorts {
        roots = List.copyOf(roots);
    }

    /** What people may look at: the same files that tools may touch. */
    FileBrowser files() {
        return new FileBrowser(new ConfinedPaths(Path.of(System.getProperty("user.home"))), this);
    }
}
