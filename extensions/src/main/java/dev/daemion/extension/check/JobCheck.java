package dev.daemion.extension.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.definition.Durations;
import dev.daemion.extension.definition.JobDefinition;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.Pointers;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.problem.Finding;
import java.time.Duration;
import java.util.HashSet;
import java.util.function.Consumer;

/** What a job says about its work can be done: durations that can be waited for, names that are one step's, threads. */
final class JobCheck implements Check {
    private static final String OWNER = "owner";

    @Override
    public void check(Manifest manifest, Consumer<Finding> findings) {
        if (manifest.type() != ExtensionType.JOB) {
            return;
        }
        var definition = manifest.definition();
        var trigger = definition.path("trigger");
        atMost(trigger.path("debounce"), "/definition/trigger/debounce", JobDefinition.DEBOUNCE_MAX, "1h", findings);
        atMost(
                definition.path("retry").path("base"),
                "/definition/retry/base",
                JobDefinition.BACKOFF_MAX,
                "1d",
                findings);
        atMost(
                definition.path("catch_up_window"),
                "/definition/catch_up_window",
                JobDefinition.WINDOW_MAX,
                "366d",
                findings);
        glob(trigger.path("glob").asText(), findings);
        steps(definition.path("direct"), findings);
        new SelfWatch(trigger).check(definition, findings);
        thread(trigger.path("thread"), "/definition/trigger/thread", "the id of a thread", findings);
        var outputs = definition.path("outputs");
        for (int i = 0; i < outputs.size(); i++) {
            var thread = outputs.path(i).path("thread");
            if (!thread.asText().equals(OWNER)) {
                var pointer = Pointers.element("/definition/outputs", i) + "/thread";
                thread(thread, pointer, OWNER + " or the id of a thread", findings);
            }
        }
    }

    /** What has another shape the schema has found. */
    private static void atMost(JsonNode said, String pointer, Duration max, String words, Consumer<Finding> findings) {
        if (!said.asText().matches("[0-9]+(ms|s|m|h|d)")) {
            return;
        }
        try {
            if (Durations.of(said.asText()).compareTo(max) <= 0) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // Longer than anything that can be counted.
        }
        findings.accept(new Finding(pointer, "expected at most " + words + ", found '" + said.asText() + "'"));
    }

    private static void glob(String glob, Consumer<Finding> findings) {
        int open = 0;
        for (int i = 0; i < glob.length() && open >= 0; i++) {
            open += glob.charAt(i) == '{' ? 1 : glob.charAt(i) == '}' ? -1 : 0;
        }
        if (open != 0) {
            findings.accept(new Finding(
                    "/definition/trigger/glob", "expected a } for every {, as in *.{csv,txt}, found '" + glob + "'"));
        }
    }

    private static void steps(JsonNode steps, Consumer<Finding> findings) {
        var names = new HashSet<String>();
        for (int i = 0; i < steps.size(); i++) {
            var as = steps.path(i).path("as").asText();
            if (!as.isEmpty() && !names.add(as)) {
                findings.accept(new Finding(
                        Pointers.element("/definition/direct", i) + "/as",
                        "a step before it is called '" + as + "' too; later steps could not tell them apart"));
            }
        }
    }

    private static void thread(JsonNode said, String pointer, String expected, Consumer<Finding> findings) {
        if (!said.asText().isEmpty() && ThreadId.parse(said.asText()).isEmpty()) {
            findings.accept(new Finding(pointer, "expected " + expected + ", found '" + said.asText() + "'"));
        }
    }
}
