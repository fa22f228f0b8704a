package dev.daemion.extension.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.NearestName;
import dev.daemion.extension.manifest.Pointers;
import dev.daemion.extension.template.PromptTemplate;
import dev.daemion.extension.template.TemplateVariables;
import dev.daemion.kernel.problem.Finding;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Templates are well formed and name only variables that exist where they stand. */
final class TemplateCheck implements Check {
    @Override
    public void check(Manifest manifest, Consumer<Finding> findings) {
        var definition = manifest.definition();
        switch (manifest.type()) {
            case COMMAND -> {
                check(definition, "handler", commandVariables(definition), findings);
                checkSteps(definition.path("direct"), commandVariables(definition), findings);
            }
            case ACTION -> check(definition, "handler", TemplateVariables.ACTION, findings);
            case JOB -> {
                check(definition, "prompt", TemplateVariables.JOB, findings);
                checkSteps(definition.path("direct"), TemplateVariables.JOB, findings);
            }
            case INTEGRATION -> checkEndpoints(definition.path("endpoints"), findings);
            case THEME, RENDERER, WIDGET, APP, ARTIFACT, CAPABILITY, CONTROL, AGENT -> {}
        }
    }

    private static Set<String> commandVariables(JsonNode definition) {
        var known = new HashSet<>(TemplateVariables.COMMAND);
        definition.path("args").forEach(arg -> known.add(CommandArgsCheck.name(arg.asText())));
        return known;
    }

    /** A step may name what was given and what the steps before it came to. */
    private static void checkSteps(JsonNode steps, Set<String> given, Consumer<Finding> findings) {
        var known = new HashSet<>(given);
        for (int i = 0; i < steps.size(); i++) {
            checkTexts(
                    steps.path(i).path("with"),
                    Pointers.element("/definition/direct", i) + "/with",
                    Set.copyOf(known),
                    findings);
            known.add("previous");
            var as = steps.path(i).path("as").asText();
            if (!as.isEmpty()) {
                known.addAll(List.of(as, as + ".*", "steps." + as, "steps." + as + ".*"));
            }
        }
    }

    private static void checkTexts(JsonNode value, String pointer, Set<String> known, Consumer<Finding> findings) {
        if (value.isTextual() && value.textValue().contains("{{")) {
            check(pointer, value.textValue(), known, findings);
        }
        value.properties()
                .forEach(member ->
                        checkTexts(member.getValue(), Pointers.member(pointer, member.getKey()), known, findings));
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            checkTexts(value.path(i), Pointers.element(pointer, i), known, findings);
        }
    }

    private static void checkEndpoints(JsonNode endpoints, Consumer<Finding> findings) {
        for (var endpoint : endpoints.properties()) {
            var known = new HashSet<String>();
            endpoint.getValue().path("params").forEach(param -> known.add(param.asText()));
            for (var key : Set.of("url", "body")) {
                var text = endpoint.getValue().path(key);
                if (text.isTextual()) {
                    check(
                            Pointers.member("/definition/endpoints", endpoint.getKey()) + "/" + key,
                            text.asText(),
                            known,
                            findings);
                }
            }
        }
    }

    private static void check(JsonNode definition, String key, Set<String> known, Consumer<Finding> findings) {
        var text = definition.path(key);
        if (text.isTextual()) {
            check("/definition/" + key, text.asText(), known, findings);
        }
    }

    private static void check(String pointer, String text, Set<String> known, Consumer<Finding> findings) {
        try {
            for (var name : new TreeSet<>(PromptTemplate.of(text).variables())) {
                if (!TemplateVariables.isKnown(name, known) && !name.equals(".") && !name.equals("this")) {
                    findings.accept(new Finding(
                            pointer,
                            "names {{" + name + "}}, which does not exist here" + NearestName.ending(name, known)
                                    + " Known: " + String.join(", ", new TreeSet<>(known))));
                }
            }
        } catch (IllegalArgumentException e) {
            findings.accept(new Finding(pointer, String.valueOf(e.getMessage())));
        }
    }
}
