package dev.daemion.substrate.context;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.extension.ExtensionView;
import java.util.stream.StreamSupport;

/** Which capabilities an agent has: those that name it, or {@code *}, alone or in a list. */
final class Capabilities {
    private Capabilities() {}

    static boolean isFor(ExtensionView capability, String agentId) {
        var agents = capability.definition().path("agents");
        return agents.isTextual()
                ? names(agents, agentId)
                : StreamSupport.stream(agents.spliterator(), false).anyMatch(name -> names(name, agentId));
    }

    private static boolean names(JsonNode name, String agentId) {
        return name.asText().equals(agentId) || name.asText().equals("*");
    }
}
