package dev.daemion.extension.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.Pointers;
import dev.daemion.kernel.problem.Finding;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Paths say where they lead: none climbs with {@code ..}, and permissions start at a root or at the home folder. */
final class PathCheck implements Check {
    private static final List<String> IN_DEFINITION = List.of("path", "project", "directory");

    @Override
    public void check(Manifest manifest, Consumer<Finding> findings) {
        var definition = manifest.definition();
        for (var key : IN_DEFINITION) {
            climb(definition.path(key), "/definition/" + key, findings);
        }
        climb(definition.path("trigger").path("path"), "/definition/trigger/path", findings);
        each(definition.path("context"), "read", "/definition/context", findings);
        each(definition.path("outputs"), "file", "/definition/outputs", findings);
        var permissions = manifest.permissions();
        if (permissions != null) {
            permitted(permissions.path("paths").path("read"), "/permissions/paths/read", findings);
            permitted(permissions.path("paths").path("write"), "/permissions/paths/write", findings);
        }
    }

    private static void each(JsonNode entries, String key, String pointer, Consumer<Finding> findings) {
        for (int i = 0; i < entries.size(); i++) {
            climb(entries.path(i).path(key), Pointers.element(pointer, i) + "/" + key, findings);
        }
    }

    private static void permitted(JsonNode globs, String pointer, Consumer<Finding> findings) {
        for (int i = 0; i < globs.size(); i++) {
            var glob = globs.path(i).asText();
            var place = Pointers.element(pointer, i);
            climb(globs.path(i), place, findings);
            if (!glob.startsWith("/") && !glob.equals("~") && !glob.startsWith("~/")) {
                findings.accept(new Finding(
                        place, "expected a glob that starts with / or ~/, found '" + glob + "'; say where it begins"));
            }
        }
    }

    private static void climb(JsonNode path, String pointer, Consumer<Finding> findings) {
        if (path.asText().startsWith("~")
                && !path.asText().equals("~")
                && !path.asText().startsWith("~/")) {
            findings.accept(new Finding(
                    pointer,
                    "expected ~ or ~/ for your own home, found '" + path.asText()
                            + "'; another user's is not understood"));
        }
        if (path.isTextual() && Arrays.asList(path.asText().split("[/\\\\]")).contains("..")) {
            findings.accept(new Finding(
                    pointer, "expected a path without '..', found '" + path.asText() + "'; write where it leads"));
        }
    }
}
