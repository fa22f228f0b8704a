package dev.daemion.substrate.execution.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * kill(2), which Java does not offer for groups: one call reaches every member at once, also when the machine has no
 * room for another process. Where it cannot be bound, callers go through {@link ProcessHandle} one by one.
 */
final class Signals {
    static final int TERM = 15;
    static final int KILL = 9;

    private static final Optional<MethodHandle> KILL_CALL = bind();

    private Signals() {}

    static boolean areAvailable() {
        return KILL_CALL.isPresent();
    }

    /** @return false when no member is left or the call is not available */
    static boolean group(long leader, int signal) {
        if (KILL_CALL.isEmpty() || leader <= 1 || leader > Integer.MAX_VALUE) {
            return false;
        }
        try {
            return (int) KILL_CALL.get().invokeExact((int) -leader, signal) == 0;
        } catch (Throwable e) { // declared by invokeExact; kill(2) itself throws nothing
            return false;
        }
    }

    @SuppressWarnings("restricted") // the one native call of this package; the manifest enables it
    private static Optional<MethodHandle> bind() {
        try {
            var linker = Linker.nativeLinker();
            return linker.defaultLookup()
                    .find("kill")
                    .map(address -> linker.downcallHandle(
                            address,
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)));
        } catch (IllegalCallerException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
