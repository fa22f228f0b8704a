package dev.daemion.substrate.execution;

import dev.daemion.extension.definition.ControlDefinition.Limits;
import dev.daemion.extension.definition.ControlDefinition.Row;
import dev.daemion.extension.definition.Definitions;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.run.Assignment;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunLimits;
import dev.daemion.kernel.run.RunRequest;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which limits a request has, by what is asked for. The rows are data; what makes a request quick, complex or a build
 * is said here. Pure.
 */
record LimitsTable(Limits limits) {
    /** Used while no limits control takes part. */
    private static final Limits DEFAULTS = new Limits(
            List.of(
                    new Row("quick", "sonnet", 10, new BigDecimal("0.50")),
                    new Row("complex", "sonnet", 25, new BigDecimal("5.00")),
                    new Row("job", null, 30, new BigDecimal("5.00")),
                    new Row("build", "sonnet", 50, new BigDecimal("10.00"))),
            Limits.RUNS_MAX_DEFAULT);

    private static final String FALLBACK_MODEL = "sonnet";
    private static final int LONG_INPUT_LENGTH = 2_000;
    private static final Pattern REFERENCE = Pattern.compile(
            "https?://\\S+|(?:^|\\s)[~./]?[\\w.-]*/[\\w./-]+|\\b[\\w-]+\\.(?:java|kt|py|ts|tsx|js|md|txt|"
                    + "json|ya?ml|html|css|sh|rs|go|c|h|cpp|sql|csv|pdf|toml|xml)\\b");
    private static final Pattern PLANNING = Pattern.compile(
            "\\b(plan|design|architect\\w*|refactor\\w*|migrat\\w*|implement\\w*|restructur\\w*|investigat\\w*|analy[sz]e|compare|step["
                + " -]by[ -]step|review|debug|optimi[sz]e)\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern BUILD = Pattern.compile(
            "\\b(build|make|create|code|write|develop|generate)\\b.{0,40}\\b(app|application|web ?site|web"
                    + " ?page|landing page|game|dashboard|component|prototype)\\b",
            Pattern.CASE_INSENSITIVE);

    static LimitsTable of(Catalog catalog) {
        return new LimitsTable(Definitions.controls(catalog, Limits.class).values().stream()
                .reduce((_, younger) -> younger)
                .orElse(DEFAULTS));
    }

    /** @param agentModel the alias the agent prefers; empty when it has none */
    RunLimits forRequest(RunRequest request, String agentModel) {
        var assignment = request.assignment();
        if (assignment != null && assignment.isDirect()) {
            // One call for each step, and one that says how it ended.
            return new RunLimits("direct", "direct", assignment.steps().size() + 1, BigDecimal.ZERO);
        }
        var name = classify(request);
        var row = limits.row(name).or(() -> DEFAULTS.row(name)).orElseThrow();
        var model = request.model();
        if (model == null) {
            model = agentModel.isEmpty() ? Objects.requireNonNullElse(row.model(), FALLBACK_MODEL) : agentModel;
        }
        return new RunLimits(name, model, turnsMax(row, assignment), budgetUsd(row, assignment));
    }

    /** What an extension may use narrows the row, and never widens it. */
    private static int turnsMax(Row row, @Nullable Assignment assignment) {
        return assignment == null || assignment.turnsMax() == null
                ? row.turnsMax()
                : Math.min(row.turnsMax(), assignment.turnsMax());
    }

    private static BigDecimal budgetUsd(Row row, @Nullable Assignment assignment) {
        return assignment == null || assignment.budgetUsd() == null
                ? row.budgetUsd()
                : row.budgetUsd().min(assignment.budgetUsd());
    }

    static String classify(RunRequest request) {
        if (request.kind() == RunKind.JOB) {
            return "job";
        }
        if (request.kind() == RunKind.BUILD || BUILD.matcher(request.content()).find()) {
            return "build";
        }
        return isComplex(request) ? "complex" : "quick";
    }

    private static boolean isComplex(RunRequest request) {
        var content = request.content();
        return !request.mode().equals("plan")
                || content.length() > LONG_INPUT_LENGTH
                || request.attachments().size() > 1
                || REFERENCE.matcher(content).results().limit(2).count() > 1
                || PLANNING.matcher(content).find();
    }
}
