package dev.daemion.extension.check;

import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.trigger.LinearPattern;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.problem.Finding;
import java.util.function.Consumer;

/** Regular expressions are what will read them, so that none waits for ever for a message it cannot match. */
final class PatternCheck implements Check {
    @Override
    public void check(Manifest manifest, Consumer<Finding> findings) {
        if (manifest.type() != ExtensionType.JOB) {
            return;
        }
        var pattern = manifest.definition().path("trigger").path("pattern");
        if (pattern.isTextual()) {
            LinearPattern.fault(pattern.asText())
                    .ifPresent(fault -> findings.accept(
                            new Finding("/definition/trigger/pattern", "expected a regular expression: " + fault)));
        }
    }
}
