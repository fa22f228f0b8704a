package dev.daemion.substrate.execution.tool.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Names to addresses; may block. */
@FunctionalInterface
public interface HostResolver {
    /** @return at least one */
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /** As the machine does. */
    HostResolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));
}
