package dev.daemion.extension.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.definition.ControlDefinition;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.Pointers;
import dev.daemion.extension.schedule.ScheduleRefused;
import dev.daemion.extension.schedule.Schedules;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.problem.Finding;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;

/** What the values of a control say fits together. */
final class ControlCheck implements Check {
    private static final List<String> REQUESTS = List.of("quick", "complex", "job", "build");

    @Override
    public void check(Manifest manifest, Consumer<Finding> findings) {
        if (manifest.type() != ExtensionType.CONTROL) {
            return;
        }
        var definition = manifest.definition();
        switch (definition.path("kind").asText()) {
            case "budget" -> budget(definition, findings);
            case "mode" -> mode(manifest.name(), findings);
            case "models" -> models(definition.path("models"), findings);
            case "limits" -> limits(definition.path("rows"), findings);
            case "quiet" -> quiet(definition.path("timezone"), findings);
            default -> {} // the others have nothing that a schema cannot say
        }
    }

    private static void budget(JsonNode definition, Consumer<Finding> findings) {
        int warn = definition.path("warnPercent").asInt(ControlDefinition.Budget.WARN_PERCENT_DEFAULT);
        int pause = definition.path("pausePercent").asInt(ControlDefinition.Budget.PAUSE_PERCENT_DEFAULT);
        if (warn > pause) {
            findings.accept(new Finding(
                    "/definition/warnPercent",
                    "expected at most pausePercent (" + pause + "), found " + warn + ": the warning would come late"));
        }
    }

    private static void mode(String name, Consumer<Finding> findings) {
        if (!name.startsWith(ControlDefinition.Mode.NAME_PREFIX)) {
            findings.accept(new Finding(
                    "/name",
                    "expected a name that begins with " + ControlDefinition.Mode.NAME_PREFIX + ", found '" + name
                            + "'; try '" + ControlDefinition.Mode.NAME_PREFIX + name + "'"));
        }
    }

    private static void models(JsonNode models, Consumer<Finding> findings) {
        var seen = new HashSet<String>();
        for (int i = 0; i < models.size(); i++) {
            var pointer = Pointers.element("/definition/models", i);
            var alias = models.path(i).path("alias").asText();
            if (!seen.add(alias)) {
                findings.accept(new Finding(pointer + "/alias", "the alias '" + alias + "' stands here twice"));
            }
            var day = models.path(i).path("pricesAsOf");
            boolean hasPrice =
                    models.path(i).has("inputUsdPerMillion") || models.path(i).has("outputUsdPerMillion");
            if (hasPrice && day.isMissingNode()) {
                findings.accept(new Finding(
                        pointer + "/pricesAsOf",
                        "expected the day the prices were read off (YYYY-MM-DD), found nothing"));
            }
            if (day.isTextual() && !isDay(day.asText())) {
                findings.accept(new Finding(
                        pointer + "/pricesAsOf", "expected a day (YYYY-MM-DD), found '" + day.asText() + "'"));
            }
        }
    }

    private static void limits(JsonNode rows, Consumer<Finding> findings) {
        var seen = new HashSet<String>();
        rows.forEach(row -> seen.add(row.path("request").asText()));
        for (var request : REQUESTS) {
            if (!seen.contains(request)) {
                findings.accept(new Finding("/definition/rows", "expected a row for '" + request + "', found none"));
            }
        }
    }

    private static void quiet(JsonNode zone, Consumer<Finding> findings) {
        if (!zone.isTextual()) {
            return;
        }
        try {
            Schedules.zone(zone.asText());
        } catch (ScheduleRefused e) {
            findings.accept(new Finding("/definition/timezone", e.detail()));
        }
    }

    private static boolean isDay(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
