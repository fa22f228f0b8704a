package dev.daemion.substrate.execution;

import dev.daemion.extension.definition.ControlDefinition.Timeout;
import dev.daemion.extension.definition.Definitions;
import dev.daemion.kernel.extension.Catalog;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long things may take, by the timeout controls that take part: of several about the same thing the shortest
 * counts, and one about a single tool counts before the one about all. Pure.
 */
record TimeLimits(Map<String, Duration> byName) {
    static final TimeLimits NONE = new TimeLimits(Map.of());

    TimeLimits {
        byName = Map.copyOf(byName);
    }

    static TimeLimits of(Catalog catalog) {
        var limits = new HashMap<String, Duration>();
        Definitions.controls(catalog, Timeout.class)
                .values()
                .forEach(control -> limits.merge(
                        control.applies(),
                        Duration.ofSeconds(control.seconds()),
                        (one, other) -> one.compareTo(other) <= 0 ? one : other));
        return new TimeLimits(limits);
    }

    /** All model and tool calls of one run together; waiting for a person or for a place does not count. */
    Optional<Duration> run() {
        return Optional.ofNullable(byName.get("run"));
    }

    /** One call of a model. */
    Optional<Duration> model() {
        return Optional.ofNullable(byName.get("model"));
    }

    /** One call of a tool. */
    Optional<Duration> tool(String name) {
        return Optional.ofNullable(byName.getOrDefault(name, byName.get("tool")));
    }
}
