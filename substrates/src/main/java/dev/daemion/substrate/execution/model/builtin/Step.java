package dev.daemion.substrate.execution.model.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the built-in agent does next: it says something and is done, or it uses a tool and goes on with the result. */
sealed interface Step {
    /** @param markdown the answer */
    record Say(String markdown) implements Step {}

    record Use(String tool, ObjectNode input) implements Step {}
}
