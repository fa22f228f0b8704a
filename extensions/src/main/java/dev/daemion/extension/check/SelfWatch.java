package dev.daemion.extension.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.manifest.Pointers;
import dev.daemion.kernel.problem.Finding;
import java.util.Set;
import java.util.function.Consumer;

/** A job that writes what it watches would fire itself for ever. Found where both are written out. */
record SelfWatch(JsonNode trigger) {
    private static final String WORKSPACE = "~/.daemion/workspace";
    private static final Set<String> WRITING = Set.of("Write", "Edit");

    void check(JsonNode definition, Consumer<Finding> findings) {
        boolean isWatch = trigger.path("type").asText().equals("watch")
                && !trigger.path("path").asText().isEmpty();
        if (!isWatch || isForDeletesOnly()) {
            return;
        }
        var outputs = definition.path("outputs");
        for (int i = 0; i < outputs.size(); i++) {
            look(outputs.path(i).path("file"), Pointers.element("/definition/outputs", i) + "/file", findings);
        }
        var steps = definition.path("direct");
        for (int i = 0; i < steps.size(); i++) {
            if (WRITING.contains(steps.path(i).path("tool").asText())) {
                look(
                        steps.path(i).path("with").path("path"),
                        Pointers.element("/definition/direct", i) + "/with/path",
                        findings);
            }
        }
    }

    private boolean isForDeletesOnly() {
        var events = trigger.path("events");
        return events.size() == 1 && events.path(0).asText().equals("delete");
    }

    private void look(JsonNode file, String pointer, Consumer<Finding> findings) {
        var path = file.asText();
        if (!path.isEmpty() && !path.contains("{{") && isBelow(plain(path)) && isMeant(path)) {
            findings.accept(new Finding(
                    pointer,
                    "lies where the job watches, so it would fire itself for ever; write it elsewhere, or let 'glob'"
                            + " name other files"));
        }
    }

    private boolean isBelow(String file) {
        var watched = plain(trigger.path("path").asText());
        return watched.isEmpty()
                ? !file.startsWith("/") && !file.startsWith("~")
                : file.equals(watched) || file.startsWith(watched + "/");
    }

    /** Without a glob every file is; of a glob only its ending is looked at. */
    private boolean isMeant(String file) {
        var glob = trigger.path("glob").asText();
        int star = glob.lastIndexOf('*');
        var ending = glob.substring(star + 1);
        return glob.isEmpty() || (star >= 0 && ending.matches("[^?{}/]*") && file.endsWith(ending));
    }

    /** From the workspace on, where it lies in it. */
    private static String plain(String path) {
        var said = path.startsWith(WORKSPACE) ? path.substring(WORKSPACE.length()) : path;
        var bare = said.equals(path) ? said : said.replaceFirst("^/+", "");
        return bare.replaceFirst("^(\\./)+", "").replaceFirst("/+$", "").replaceFirst("^\\.$", "");
    }
}
