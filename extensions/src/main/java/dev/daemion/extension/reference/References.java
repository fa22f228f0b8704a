package dev.daemion.extension.reference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.definition.ControlDefinition;
import dev.daemion.extension.definition.Flags;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.Pointers;
import dev.daemion.extension.template.PromptTemplate;
import dev.daemion.extension.trigger.EventFilter;
import dev.daemion.extension.trigger.FilterRefused;
import dev.daemion.kernel.extension.ExtensionType;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Every other extension that a manifest names. A name need not exist: what it belongs to may be made later, brought in
 * by the same bundle or taken away, so an unknown one is told and never refused. Globs name nobody in particular.
 */
public final class References {
    private static final String JOBS = "jobs.";

    private final Manifest manifest;
    private final List<Reference> found = new ArrayList<>();

    private References(Manifest manifest) {
        this.manifest = manifest;
    }

    /** @param manifest that the inspection has accepted */
    public static List<Reference> of(Manifest manifest) {
        var references = new References(manifest);
        references.collect(manifest.definition());
        return List.copyOf(references.found);
    }

    private void collect(JsonNode definition) {
        switch (manifest.type()) {
            case COMMAND -> {
                flags("/definition/handler", definition.path("handler"));
                steps(definition.path("direct"));
                one("/definition/agent", definition.path("agent"), ExtensionType.AGENT);
                mode("/definition/mode", definition.path("mode"));
            }
            case JOB -> job(definition);
            case WIDGET -> widget(definition.path("source"));
            case CAPABILITY -> each("/definition/agents", definition.path("agents"), ExtensionType.AGENT);
            case CONTROL -> control(definition);
            case AGENT -> model("/definition/model", definition.path("model"));
            case ACTION -> flags("/definition/handler", definition.path("handler"));
            case THEME, RENDERER, INTEGRATION, APP, ARTIFACT -> {}
        }
    }

    private void job(JsonNode definition) {
        var agent = definition.path("agent");
        if (agent.isTextual()) {
            found.add(new Reference("/definition/agent", ExtensionType.AGENT, agent.asText(), true));
        }
        one("/definition/agent_id", definition.path("agent_id"), ExtensionType.AGENT);
        each("/definition/chains", definition.path("chains"), ExtensionType.JOB);
        var trigger = definition.path("trigger");
        one("/definition/trigger/job", trigger.path("job"), ExtensionType.JOB);
        if (trigger.path("command").isTextual()) {
            found.add(new Reference(
                    "/definition/trigger/command",
                    ExtensionType.COMMAND,
                    trigger.path("command").asText(),
                    false,
                    true));
        }
        var context = definition.path("context");
        for (int i = 0; i < context.size(); i++) {
            var pointer = Pointers.element("/definition/context", i) + "/job";
            one(pointer, context.path(i).path("job"), ExtensionType.JOB);
        }
        filter(trigger);
        steps(definition.path("direct"));
        var prompt = definition.path("prompt");
        flags("/definition/prompt", prompt);
        if (prompt.isTextual()) {
            for (var variable : new TreeSet<>(PromptTemplate.of(prompt.asText()).variables())) {
                if (variable.startsWith(JOBS)) {
                    int dot = variable.indexOf('.', JOBS.length());
                    var name = variable.substring(JOBS.length(), dot < 0 ? variable.length() : dot);
                    found.add(new Reference("/definition/prompt", ExtensionType.JOB, name, false));
                }
            }
        }
    }

    private void filter(JsonNode trigger) {
        var filter = trigger.path("filter");
        if (filter.isTextual() && filter.asText().contains("flags")) {
            try {
                new TreeSet<>(EventFilter.compile(filter.asText()).flags())
                        .forEach(name -> flag("/definition/trigger/filter", name));
            } catch (FilterRefused e) {
                throw new IllegalArgumentException("the inspection has not seen this filter", e);
            }
        }
    }

    private void steps(JsonNode steps) {
        for (int i = 0; i < steps.size(); i++) {
            texts(
                    Pointers.element("/definition/direct", i) + "/with",
                    steps.path(i).path("with"));
        }
    }

    private void texts(String pointer, JsonNode value) {
        flags(pointer, value);
        value.properties().forEach(member -> texts(Pointers.member(pointer, member.getKey()), member.getValue()));
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            texts(Pointers.element(pointer, i), value.path(i));
        }
    }

    private void flags(String pointer, JsonNode template) {
        if (template.isTextual()
                && template.asText().contains("{{")
                && template.asText().contains("flags.")) {
            new TreeSet<>(PromptTemplate.of(template.asText()).flags()).forEach(name -> flag(pointer, name));
        }
    }

    private void flag(String pointer, String name) {
        var control = name.startsWith(Flags.NAME_PREFIX) ? name : Flags.NAME_PREFIX + name;
        found.add(new Reference(pointer, ExtensionType.CONTROL, control, false));
    }

    private void widget(JsonNode source) {
        one("/definition/source/job", source.path("job"), ExtensionType.JOB);
        var endpoint = source.path("endpoint").asText();
        if (!endpoint.isEmpty()) {
            var integration = endpoint.substring(0, endpoint.indexOf('/'));
            found.add(new Reference("/definition/source/endpoint", ExtensionType.INTEGRATION, integration, false));
        }
    }

    private void control(JsonNode definition) {
        each("/definition/agents", definition.path("agents"), ExtensionType.AGENT);
        var rules = definition.path("rules");
        for (int i = 0; i < rules.size(); i++) {
            var pointer = Pointers.element("/definition/rules", i);
            each(pointer + "/agents", rules.path(i).path("agents"), ExtensionType.AGENT);
            var modes = rules.path(i).path("modes");
            for (int j = 0; j < modes.size(); j++) {
                mode(Pointers.element(pointer + "/modes", j), modes.path(j));
            }
        }
        var rows = definition.path("rows");
        for (int i = 0; i < rows.size(); i++) {
            model(
                    Pointers.element("/definition/rows", i) + "/model",
                    rows.path(i).path("model"));
        }
    }

    private void each(String pointer, JsonNode names, ExtensionType type) {
        for (int i = 0; i < names.size(); i++) {
            one(Pointers.element(pointer, i), names.path(i), type);
        }
    }

    private void one(String pointer, JsonNode name, ExtensionType type) {
        if (name.isTextual() && name.asText().indexOf('*') < 0) {
            found.add(new Reference(pointer, type, name.asText(), false));
        }
    }

    private void mode(String pointer, JsonNode name) {
        if (name.isTextual() && name.asText().indexOf('*') < 0) {
            var control = ControlDefinition.Mode.NAME_PREFIX + name.asText();
            found.add(new Reference(pointer, ExtensionType.CONTROL, control, false));
        }
    }

    /** A model id of a provider is no alias and need not be known to anybody here: only short names are looked up. */
    private void model(String pointer, JsonNode name) {
        if (name.isTextual() && name.asText().matches("[a-z]+")) {
            found.add(new Reference(pointer, ExtensionType.AGENT, name.asText(), true));
        }
    }
}
