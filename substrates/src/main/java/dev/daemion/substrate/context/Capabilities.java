package dev.daemion.substrate.context;

import dev.daemion.kernel.extension.ExtensionView;
import java.util.stream.StreamSupport;

/** Which capabilities an agent has: those that name it, or {@code *}. */
final class Capabilities {
    private Capabilities() {}

    static boolean isFor(ExtensionView capability, String agentId) {
        return StreamSupport.stream(capability.definition().path("agents").spliterator(), false)
                .anyMatch(name -> name.asText().equals(agentId) || name.asText().equals("*"));
    }
}
