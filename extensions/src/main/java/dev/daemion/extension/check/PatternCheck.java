package dev.daemion.extension.check;

import dev.daemion.extension.manifest.Manifest;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.problem.Finding;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Regular expressions compile, and none can be made to run for ever by what it reads. */
final class PatternCheck implements Check {
    /** A repeated group that itself repeats without bound: {@code (a+)+}. */
    private static final Pattern NESTED_REPEAT =
            Pattern.compile("\\((?:[^()\\\\]|\\\\.)*[+*](?:[^()\\\\]|\\\\.)*\\)[+*{]");

    @Override
    public void check(Manifest manifest, Consumer<Finding> findings) {
        if (manifest.type() != ExtensionType.JOB) {
            return;
        }
        var pattern = manifest.definition().path("trigger").path("pattern");
        if (!pattern.isTextual()) {
            return;
        }
        var pointer = "/definition/trigger/pattern";
        try {
            Pattern.compile(pattern.asText());
            if (NESTED_REPEAT.matcher(pattern.asText()).find()) {
                findings.accept(new Finding(
                        pointer,
                        "repeats a group that repeats, which can take for ever; write it with one repetition"));
            }
        } catch (PatternSyntaxException e) {
            findings.accept(new Finding(
                    pointer, "expected a regular expression: " + e.getDescription() + " at " + e.getIndex()));
        }
    }
}
