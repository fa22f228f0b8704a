package dev.daemion.extension.check;

import dev.daemion.extension.manifest.Manifest;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.problem.Finding;
import java.util.HashSet;
import java.util.function.Consumer;

/** Arguments of a command have different names, and what must be given comes before what may be left out. */
final class CommandArgsCheck implements Check {
    @Override
    public void check(Manifest manifest, Consumer<Finding> findings) {
        if (manifest.type() != ExtensionType.COMMAND) {
            return;
        }
        var seen = new HashSet<String>();
        boolean isOptionalSeen = false;
        int index = 0;
        for (var arg : manifest.definition().path("args")) {
            var text = arg.asText();
            var pointer = "/definition/args/" + index++;
            if (!seen.add(name(text))) {
                findings.accept(
                        new Finding(pointer, "the argument '" + name(text) + "' stands here twice; rename one"));
            }
            boolean isOptional = !name(text).equals(text);
            if (isOptionalSeen && !isOptional) {
                findings.accept(new Finding(
                        pointer,
                        "expected an optional argument after an optional one, found '" + text + "'; move it forward"));
            }
            isOptionalSeen |= isOptional;
        }
    }

    /** {@code env} of {@code env?}, {@code region} of {@code region=eu}. */
    static String name(String arg) {
        int equals = arg.indexOf('=');
        var front = equals < 0 ? arg : arg.substring(0, equals);
        return front.endsWith("?") ? front.substring(0, front.length() - 1) : front;
    }
}
