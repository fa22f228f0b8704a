package dev.daemion.extension.check;

import dev.daemion.extension.manifest.Manifest;
import dev.daemion.kernel.problem.Finding;
import java.util.function.Consumer;

/** One concern about a manifest whose shape the schema has accepted. Stateless and thread-safe. */
@FunctionalInterface
interface Check {
    void check(Manifest manifest, Consumer<Finding> findings);
}
