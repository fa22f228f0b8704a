package dev.daemion.substrate.execution.tool.file;

import dev.daemion.substrate.execution.tool.ToolGuard;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.nio.file.Path;

/** Rules that protect whatever begins with a dot. */
final class DotFilesClosed implements ToolGuard {
    @Override
    public boolean mayRead(Path file, ToolScope scope) {
        return !String.valueOf(file.getFileName()).startsWith(".");
    }

    @Override
    public boolean isForbidden(String tool, String subject, ToolScope scope) {
        return false;
    }

    @Override
    public boolean mayReachPrivate(String host, int port, ToolScope scope) {
        return false;
    }
}
