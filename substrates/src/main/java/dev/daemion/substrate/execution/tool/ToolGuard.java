package dev.daemion.substrate.execution.tool;

import java.nio.file.Path;

/**
 * What the rules say about a single thing that a tool meets on its way (a file below a searched folder, a host it is
 * redirected to), for which nobody can be asked any more. Thread-safe.
 */
public interface ToolGuard {
    /** True when the rules let the agent read this file without asking. */
    boolean mayRead(Path file, ToolScope scope);

    /** True when a rule forbids this call outright; asked again for what a call turns out to lead to. */
    boolean isForbidden(String tool, String subject, ToolScope scope);

    /**
     * True when an allow rule or the approved extension that runs names this host, so that it may be reached although
     * its address is not public.
     */
    boolean mayReachPrivate(String host, int port, ToolScope scope);

    /** Reads everything inside the roots, reaches nothing that is not public. */
    ToolGuard PUBLIC_ONLY = new ToolGuard() {
        @Override
        public boolean mayRead(Path file, ToolScope scope) {
            return true;
        }

        @Override
        public boolean isForbidden(String tool, String subject, ToolScope scope) {
            return false;
        }

        @Override
        public boolean mayReachPrivate(String host, int port, ToolScope scope) {
            return false;
        }
    };
}
