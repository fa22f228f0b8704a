package dev.daemion.substrate.execution.app;

import dev.daemion.extension.definition.AppDefinition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Ports for apps, each given to one at a time and only while nobody else listens there. Thread-safe. */
final class PortPool {
    private final Set<Integer> given = new HashSet<>();
    private final int first;
    private final int last;

    PortPool() {
        this(AppDefinition.PORT_MIN, AppDefinition.PORT_MAX);
    }

    PortPool(int first, int last) {
        this.first = first;
        this.last = last;
    }

    /** The preferred port when it is free, else the first that is; empty when none is. */
    synchronized Optional<Integer> take(@Nullable Integer preferred) {
        var all = IntStream.rangeClosed(first, last).boxed();
        var found = (preferred == null ? all : Stream.concat(Stream.of(preferred), all))
                .filter(port -> !given.contains(port) && isFree(port))
                .findFirst();
        found.ifPresent(given::add);
        return found;
    }

    synchronized void giveBack(int port) {
        given.remove(port);
    }

    /** Nobody listens on loopback, by either family. */
    private static boolean isFree(int port) {
        for (var address : new String[] {"127.0.0.1", "::1"}) {
            try (var probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(new InetSocketAddress(InetAddress.getByName(address), port), 1);
            } catch (IOException taken) {
                if (address.equals("127.0.0.1")
                        || !String.valueOf(taken.getMessage()).contains("assign")) {
                    return false;
                }
            }
        }
        return true;
    }
}
