package dev.daemion.substrate.execution.tool;

import java.util.List;
import java.util.Optional;

/** Every tool there is, by name; may change when an integration connects. Thread-safe. */
public interface Toolbox {
    Optional<Tool> find(String name);

    List<ToolSpec> specs();
}
