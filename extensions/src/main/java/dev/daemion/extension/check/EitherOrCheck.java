package dev.daemion.extension.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.kernel.problem.Finding;
import java.util.Arrays;
import java.util.function.Consumer;

/** Where a definition can do its work in more than one way, it says exactly one. */
final class EitherOrCheck implements Check {
    @Override
    public void check(Manifest manifest, Consumer<Finding> findings) {
        var definition = manifest.definition();
        switch (manifest.type()) {
            case COMMAND -> exactlyOne(definition, findings, "handler", "direct");
            case ACTION -> exactlyOne(definition, findings, "handler", "client");
            case RENDERER -> {
                exactlyOne(definition, findings, "template", "sandbox");
                if (definition.has("libraries") && !definition.has("sandbox")) {
                    findings.accept(new Finding(
                            "/definition/libraries", "expected no 'libraries' beside a template; remove it"));
                }
            }
            case ARTIFACT -> exactlyOne(definition, findings, "content", "path");
            case JOB -> {
                exactlyOne(definition, findings, "prompt", "direct");
                exactlyOne(definition, findings, "trigger", "schedule");
                atMostOne(definition, findings, "agent", "agent_id");
            }
            case INTEGRATION -> {
                if (definition.path("kind").asText().equals("mcp")) {
                    exactlyOne(definition, findings, "command", "url");
                }
            }
            case APP -> app(definition, findings);
            case THEME, WIDGET, CAPABILITY, CONTROL, AGENT -> {}
        }
    }

    private static void app(JsonNode definition, Consumer<Finding> findings) {
        var subtype = definition.path("subtype").asText();
        switch (subtype) {
            case "html", "chart", "markdown" -> {
                need(definition, subtype, "content", findings);
                refuse(definition, subtype, "project", findings);
                refuse(definition, subtype, "command", findings);
            }
            case "interactive", "fullstack" -> {
                need(definition, subtype, "project", findings);
                need(definition, subtype, "command", findings);
                refuse(definition, subtype, "content", findings);
            }
            default -> {} // the schema has said so
        }
    }

    private static void need(JsonNode definition, String subtype, String key, Consumer<Finding> findings) {
        if (!definition.has(key)) {
            findings.accept(new Finding(
                    "/definition/" + key, "expected '" + key + "' for the subtype " + subtype + ", found nothing"));
        }
    }

    private static void refuse(JsonNode definition, String subtype, String key, Consumer<Finding> findings) {
        if (definition.has(key)) {
            findings.accept(new Finding(
                    "/definition/" + key, "expected no '" + key + "' for the subtype " + subtype + "; remove it"));
        }
    }

    private static void exactlyOne(JsonNode definition, Consumer<Finding> findings, String... keys) {
        if (count(definition, keys) == 0) {
            findings.accept(new Finding("/definition", "expected " + String.join(" or ", keys) + ", found neither"));
        }
        atMostOne(definition, findings, keys);
    }

    private static void atMostOne(JsonNode definition, Consumer<Finding> findings, String... keys) {
        if (count(definition, keys) > 1) {
            findings.accept(new Finding(
                    "/definition", "expected only one of " + String.join(" and ", keys) + "; remove the other"));
        }
    }

    private static long count(JsonNode definition, String... keys) {
        return Arrays.stream(keys).filter(definition::has).count();
    }
}
