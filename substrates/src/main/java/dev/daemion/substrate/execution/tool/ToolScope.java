package dev.daemion.substrate.execution.tool;

import dev.daemion.kernel.extension.Warrant;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In which surroundings a tool call runs; made by the kernel for one run, never from a model's words.
 *
 * @param agentId name of the agent
 * @param mode the mode in force
 * @param workingDirectory where relative paths start; inside one of the roots
 * @param roots directories that tools may touch, symlinks resolved
 * @param home Daemion's own home: denied to every tool, its {@code workspace/} apart
 * @param warrant of the extension whose content runs, which may use no more than it says; null when an agent answers a
 *     person
 * @param isWrittenDown true when the calls stand in that extension as a person approved it, and no model decides on
 *     them
 */
public record ToolScope(
        ThreadId threadId,
        RunId runId,
        String agentId,
        String mode,
        Path workingDirectory,
        List<Path> roots,
        Path home,
        @Nullable Warrant warrant,
        boolean isWrittenDown)
        implements FileBounds {
    public ToolScope {
        roots = List.copyOf(roots);
    }
}
