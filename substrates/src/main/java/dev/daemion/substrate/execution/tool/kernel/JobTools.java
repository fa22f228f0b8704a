package dev.daemion.substrate.execution.tool.kernel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.job.JobView;
import dev.daemion.kernel.job.ScheduleView;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.run.Firing;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.run.RunView;
import dev.daemion.substrate.execution.tool.Arguments;
import dev.daemion.substrate.execution.tool.InputShape;
import dev.daemion.substrate.execution.tool.Tool;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Jobs, for agents and commands: which there are, how they went, what comes, and starting one. */
final class JobTools {
    private static final int LIST_DEFAULT = 20;
    private static final int LIST_MAX = 100;
    private static final int DAYS_DEFAULT = 7;
    private static final int DAYS_MAX = 31;
    private static final int FIRINGS_SHOWN_MAX = 40;
    private static final int OUTPUT_LENGTH_MAX = 500;
    private static final int INPUT_LENGTH_MAX = 4_000;
    private static final int NIGHT_BEGINS = 18;
    private static final int NIGHT_ENDS = 12;
    private static final String STARTED_BY = "started_by";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH);

    private final KernelJobs jobs;
    private final Clock clock;

    private JobTools(KernelJobs jobs, Clock clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    static List<Tool> all(KernelJobs jobs, Clock clock) {
        var tools = new JobTools(jobs, clock);
        return List.of(
                new KernelTool(
                        "list_jobs",
                        "Lists jobs: when each fires, when next, whether it is paused, how its last run ended.",
                        InputShape.of(InputShape.optionalText("query", 200, "Part of a name or description.")),
                        tools::list),
                new KernelTool(
                        "describe_job",
                        "Answers one job whole, as JSON: its definition, permissions and how it stands. Read it before"
                                + " you change a job with update_extension.",
                        InputShape.of(InputShape.text("name", 64, "Its name.")),
                        arguments -> jobs.job(arguments.text("name"))),
                new KernelTool(
                        "list_job_runs",
                        "Lists what jobs did, newest first.",
                        InputShape.of(
                                InputShape.optionalText("job", 64, "Only this job."),
                                InputShape.optionalText(
                                        "since", 20, "Only then: today, yesterday, last-night, or since YYYY-MM-DD."),
                                InputShape.flag("failed", "True for those that failed or were interrupted alone."),
                                InputShape.optionalWhole("limit", 1, LIST_MAX, "Most entries; 20 when absent.")),
                        tools::runs),
                new KernelTool(
                        "show_schedule",
                        "Says what will fire in the coming days, and what that is forecast to cost.",
                        InputShape.of(InputShape.optionalWhole("days", 1, DAYS_MAX, "How many; 7 when absent.")),
                        tools::schedule),
                new KernelTool(
                        "run_job",
                        "Starts a job now, once a person agrees. What it may use stays what was approved for it.",
                        InputShape.of(
                                InputShape.text("name", 64, "Its name."),
                                InputShape.optionalText("text", INPUT_LENGTH_MAX, "What it reads as {{input.text}}.")),
                        false,
                        "Run a job now",
                        tools::run));
    }

    private CompletionStage<String> list(Arguments arguments) {
        return jobs.jobs(arguments.optionalText("query").orElse(null), LIST_MAX).thenApply(found -> {
            if (found.isEmpty()) {
                return "There are no such jobs. Say, for example: every weekday at 9 list yesterday's threads.";
            }
            var lines = new StringBuilder();
            found.forEach(job -> lines.append("- **")
                    .append(job.name())
                    .append("** ")
                    .append(line(job))
                    .append('\n'));
            return lines.toString();
        });
    }

    private String line(JobView job) {
        var standing = job.status() == ExtensionStatus.PENDING
                ? "waits for approval"
                : !job.enabled()
                        ? "paused"
                        : job.nextFireAt() == null ? "waits for its trigger" : "next " + at(job.nextFireAt());
        var last = job.lastRun();
        var went = last == null
                ? "never ran"
                : "last run " + last.status().wire()
                        + (last.startedAt() == null ? "" : " " + at(last.startedAt()))
                        + (last.error() == null ? "" : " (" + cut(last.error()) + ")");
        return job.schedule() + "; " + standing + "; " + went
                + (job.failureCount() > 1 ? "; " + job.failureCount() + " failures in a row" : "");
    }

    private CompletionStage<String> runs(Arguments arguments) {
        var since = arguments.optionalText("since").map(this::since).orElse(null);
        var until = arguments.optionalText("since").flatMap(this::until).orElse(Instant.MAX);
        int limit = arguments.whole("limit", LIST_DEFAULT);
        boolean isFailedOnly = arguments.flag("failed");
        boolean isWhole = since == null && !isFailedOnly;
        return jobs.runs(arguments.optionalText("job").orElse(null), isWhole ? limit : LIST_MAX)
                .thenApply(all -> {
                    var shown = all.stream()
                            .filter(run -> since == null || began(run).isAfter(since))
                            .filter(run -> began(run).isBefore(until))
                            .filter(run -> !isFailedOnly || isBad(run))
                            .limit(limit)
                            .toList();
                    if (shown.isEmpty()) {
                        return (isFailedOnly ? "Nothing failed" : "No job ran")
                                + (since == null
                                        ? "."
                                        : until.equals(Instant.MAX)
                                                ? " since " + at(since) + "."
                                                : " from " + at(since) + " to " + at(until) + ".");
                    }
                    long failed = shown.stream().filter(JobTools::isBad).count();
                    var text = new StringBuilder()
                            .append(shown.size())
                            .append(shown.size() == 1 ? " run" : " runs")
                            .append(failed == 0 ? ", none failed:\n\n" : ", " + failed + " failed:\n\n");
                    shown.forEach(run -> text.append("- ").append(line(run)).append('\n'));
                    return text.toString();
                });
    }

    private static boolean isBad(RunView run) {
        return run.status() == RunStatus.FAILED || run.status() == RunStatus.INTERRUPTED;
    }

    private String line(RunView run) {
        var took = run.startedAt() == null || run.finishedAt() == null
                ? ""
                : ", took "
                        + Duration.between(run.startedAt(), run.finishedAt()).toSeconds() + " s";
        var cost = run.costUsd() == null || run.costUsd().signum() == 0
                ? ""
                : ", $" + run.costUsd().toPlainString();
        var said = run.error() != null ? ": " + cut(run.error()) : run.output() == null ? "" : ": " + cut(run.output());
        return at(began(run)) + " **" + run.job() + "** " + run.status().wire() + " (" + run.trigger() + took + cost
                + ")" + said;
    }

    private Instant began(RunView run) {
        if (run.startedAt() != null) {
            return run.startedAt();
        }
        return run.plannedAt() == null ? clock.instant() : run.plannedAt();
    }

    private Instant since(String text) {
        var today = LocalDate.now(clock);
        var zone = clock.getZone();
        return switch (text.strip().toLowerCase(Locale.ROOT).replace(' ', '-')) {
            case "today" -> today.atStartOfDay(zone).toInstant();
            case "yesterday" -> today.minusDays(1).atStartOfDay(zone).toInstant();
            case "last-night" ->
                today.minusDays(1).atTime(NIGHT_BEGINS, 0).atZone(zone).toInstant();
            default -> day(text).atStartOfDay(zone).toInstant();
        };
    }

    /** Yesterday and last night end; every other one lasts until now. */
    private Optional<Instant> until(String text) {
        var today = LocalDate.now(clock);
        return switch (text.strip().toLowerCase(Locale.ROOT).replace(' ', '-')) {
            case "yesterday" -> Optional.of(today.atStartOfDay(clock.getZone()).toInstant());
            case "last-night" ->
                Optional.of(today.atTime(NIGHT_ENDS, 0).atZone(clock.getZone()).toInstant());
            default -> Optional.empty();
        };
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text.strip());
        } catch (DateTimeParseException e) {
            throw new Problem(
                    ProblemCode.VALIDATION_FAILED,
                    "`since` must be today, yesterday, last-night or YYYY-MM-DD; it is " + text + ".");
        }
    }

    private CompletionStage<String> schedule(Arguments arguments) {
        return jobs.upcoming(arguments.whole("days", DAYS_DEFAULT)).thenApply(this::text);
    }

    private String text(ScheduleView view) {
        if (view.jobs().stream().allMatch(line -> line.firingCount() == 0)) {
            return "Nothing is planned until " + at(view.until()) + ".";
        }
        var text = new StringBuilder();
        view.firings().stream()
                .limit(FIRINGS_SHOWN_MAX)
                .forEach(firing -> text.append("- ")
                        .append(TIME.format(firing.local()))
                        .append(" **")
                        .append(firing.job())
                        .append("**")
                        .append(firing.isOverlap() ? " (the run before may still be on)" : "")
                        .append(
                                firing.note() == null
                                        ? ""
                                        : " (" + firing.note().wire().replace('-', ' ') + ")")
                        .append('\n'));
        int total =
                view.jobs().stream().mapToInt(ScheduleView.JobLine::firingCount).sum();
        if (total > FIRINGS_SHOWN_MAX) {
            text.append("- … ").append(total - FIRINGS_SHOWN_MAX).append(" more\n");
        }
        text.append("\nForecast: ")
                .append(
                        view.costUsd() == null
                                ? "unknown"
                                : "$" + view.costUsd().toPlainString())
                .append(view.unknownCostCount() == 0 ? "" : " (" + view.unknownCostCount() + " jobs have no history)");
        return text.append('.').toString();
    }

    private CompletionStage<String> run(Arguments arguments, ToolScope scope) {
        var name = arguments.text("name");
        var text = arguments.optionalText("text").orElse("");
        var warrant = scope.warrant();
        if (warrant == null || warrant.type() != ExtensionType.JOB) {
            return start(name, JsonNodeFactory.instance.objectNode().put("text", text));
        }
        return jobs.one(scope.runId()).thenCompose(own -> {
            if (own.payload() != null && own.payload().has(STARTED_BY)) {
                return CompletableFuture.failedStage(new Problem(
                        ProblemCode.TOOL_DENIED,
                        "This run was started by a job itself, so it starts no other: jobs that start each other would"
                                + " never stop. Say what follows in 'chains'."));
            }
            var input = JsonNodeFactory.instance
                    .objectNode()
                    .put(STARTED_BY, warrant.name())
                    .put("text", text);
            return start(
                    name, Firing.isByEvent(own.trigger(), own.payload()) ? input.put(Firing.BY_EVENT, true) : input);
        });
    }

    private CompletionStage<String> start(String name, ObjectNode input) {
        return jobs.run(name, input).thenApply(start -> {
            if (start.runId() == null) {
                return "The job " + start.job() + " was not started: " + start.detail() + ".";
            }
            return "Started " + start.job() + " (" + start.runId() + ").";
        });
    }

    private String at(@Nullable Instant instant) {
        return instant == null ? "" : TIME.format(ZonedDateTime.ofInstant(instant, clock.getZone()));
    }

    private static String cut(String text) {
        var line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= OUTPUT_LENGTH_MAX ? line : line.substring(0, OUTPUT_LENGTH_MAX) + "…";
    }
}
