package dev.daemion.substrate.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.extension.definition.ControlDefinition;
import dev.daemion.extension.definition.Definitions;
import dev.daemion.extension.definition.Flags;
import dev.daemion.extension.definition.JobDefinition;
import dev.daemion.extension.manifest.NearestName;
import dev.daemion.extension.template.PromptTemplate;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.Permissions;
import dev.daemion.kernel.extension.Warrant;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.run.Assignment;
import dev.daemion.kernel.run.Firing;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunRequest;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.wire.Json;
import dev.daemion.kernel.wire.Sha256;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a firing becomes: variables filled in, what the agent is given along read, limits drawn together. */
record JobContent(JobDoor door, Clock clock, IdSource ids) {
    /** Characters of one thing given along; the rest is cut and said so. */
    private static final int KEY_LENGTH = 32;

    private static final int GIVEN_LENGTH_MAX = 50_000;

    private static final String MODE = "act";
    private static final String AGENT_DEFAULT = "daemion";
    private static final String BUILT_IN = "built-in";
    private static final DateTimeFormatter NOW = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm VV", Locale.ROOT);
    private static final Pattern OTHER_JOB = Pattern.compile("jobs\\.([a-z0-9-]+)(\\..*)?");

    /** @param model alias to use; null by the agent and the limits */
    record Worker(String agentId, @Nullable String model) {}

    /** Who does the work: the agent named, or the one that made the job with the model named. */
    static Worker worker(JobPlan plan, Catalog catalog) {
        var owner = plan.view().ownerAgentId();
        var own = owner != null && catalog.find(ExtensionType.AGENT, owner).isPresent() ? owner : AGENT_DEFAULT;
        var named = plan.definition().agent();
        if (named == null) {
            return new Worker(own, null);
        }
        return catalog.find(ExtensionType.AGENT, named).isPresent() ? new Worker(named, null) : new Worker(own, named);
    }

    /** A sentence when nobody could do the work: what {@code agent} names is no agent, no alias and no model's name. */
    static Optional<String> unknownWorker(JobPlan plan, Catalog catalog) {
        var named = plan.definition().agent();
        if (named == null || named.contains("/") || named.equals(BUILT_IN)) {
            return Optional.empty();
        }
        var known = new TreeSet<String>();
        catalog.ofType(ExtensionType.AGENT).forEach(agent -> known.add(agent.name()));
        Definitions.controls(catalog, ControlDefinition.Models.class)
                .values()
                .forEach(models -> models.models().forEach(model -> known.add(model.alias())));
        return known.contains(named)
                ? Optional.empty()
                : Optional.of("there is no agent or model '" + named + "'" + NearestName.ending(named, known));
    }

    /** Fails with CONFLICT when the job does not take part. */
    CompletionStage<RunRequest> request(
            JobPlan plan, Catalog catalog, Occasion occasion, RunId runId, ThreadId threadId) {
        var warrant = catalog.warrant(ExtensionType.JOB, plan.name());
        if (warrant.isEmpty()) {
            return CompletableFuture.failedStage(
                    new Problem(ProblemCode.CONFLICT, "the job " + plan.name() + " does not take part any more"));
        }
        var worker = worker(plan, catalog);
        return rendered(plan, catalog, occasion, worker, warrant.get(), runId, threadId)
                .thenApply(rendered -> new RunRequest(
                        runId,
                        RunKind.JOB,
                        threadId,
                        TurnId.next(ids),
                        TurnId.next(ids),
                        "",
                        List.of(),
                        worker.agentId(),
                        worker.model(),
                        MODE,
                        assignment(plan, warrant.get(), occasion, rendered),
                        clock.instant()));
    }

    private record Rendered(@Nullable String prompt, Map<String, Object> variables) {}

    private CompletionStage<Rendered> rendered(
            JobPlan plan,
            Catalog catalog,
            Occasion occasion,
            Worker worker,
            Warrant warrant,
            RunId runId,
            ThreadId threadId) {
        var definition = plan.definition();
        return variables(plan, catalog, occasion, worker).thenCompose(variables -> {
            if (definition.prompt() == null) {
                return CompletableFuture.completedStage(new Rendered(null, variables));
            }
            var prompt = PromptTemplate.of(definition.prompt()).render(variables);
            return given(definition, warrant, worker, runId, threadId)
                    .thenApply(along -> new Rendered(along.isEmpty() ? prompt : prompt + "\n\n" + along, variables));
        });
    }

    /** The prompt as it would be told now, without what is given along. */
    CompletionStage<@Nullable String> preview(JobPlan plan, Catalog catalog, Occasion occasion) {
        var template = plan.definition().prompt();
        if (template == null) {
            return CompletableFuture.completedStage(null);
        }
        return variables(plan, catalog, occasion, worker(plan, catalog))
                .thenApply(variables -> PromptTemplate.of(template).render(variables));
    }

    private static Assignment assignment(JobPlan plan, Warrant warrant, Occasion occasion, Rendered rendered) {
        var definition = plan.definition();
        var permissions = Permissions.of(plan.view().permissions());
        var firing = new Firing(
                plan.name(),
                plan.view().version(),
                occasion.trigger(),
                occasion.plannedAt(),
                occasion.attempt(),
                occasion.payload(),
                definition.priority(),
                definition.maxDuration().orElse(null));
        return new Assignment(
                warrant,
                rendered.prompt(),
                definition.direct(),
                Json.stored().valueToTree(rendered.variables()),
                firing,
                least(definition.turnsMax(), permissions.turnsMax()),
                least(definition.budgetUsd(), permissions.budgetUsd()));
    }

    private static <T extends Comparable<T>> @Nullable T least(@Nullable T one, @Nullable T other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) <= 0 ? one : other;
    }

    static @Nullable BigDecimal budgetUsd(JobPlan plan) {
        return least(
                plan.definition().budgetUsd(),
                Permissions.of(plan.view().permissions()).budgetUsd());
    }

    private CompletionStage<Map<String, Object>> variables(
            JobPlan plan, Catalog catalog, Occasion occasion, Worker worker) {
        var schedule = plan.schedule();
        var zone = schedule == null ? clock.getZone() : schedule.zone();
        var values = new HashMap<String, Object>();
        values.put("now", NOW.format(ZonedDateTime.ofInstant(clock.instant(), clock.getZone())));
        values.put("today", LocalDate.ofInstant(clock.instant(), zone).toString());
        values.put("slot", slot(occasion, zone));
        values.put("key", key(plan, occasion));
        values.put("attempt", String.valueOf(occasion.attempt()));
        values.put("flags", Flags.of(catalog));
        values.put("job", Map.of("name", plan.name()));
        values.put("agent", Map.of("name", worker.agentId()));
        values.put("event", plain(occasion.payload()));
        values.put("input", input(occasion.payload()));
        return outputs(otherJobs(plan.definition())).thenApply(outputs -> {
            values.put("jobs", outputs);
            return values;
        });
    }

    /** The same for every attempt, and for no other occasion: what a service tells a repetition by. */
    private static String key(JobPlan plan, Occasion occasion) {
        return Sha256.hex(plan.id() + " " + occasion.key()).substring(0, KEY_LENGTH);
    }

    private static String slot(Occasion occasion, ZoneId zone) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                occasion.plannedAt().atZone(zone));
    }

    private static Object plain(JsonNode payload) {
        return Json.stored().convertValue(payload, Object.class);
    }

    /** What the trigger brought along, with a {@code text} that says it in one. */
    private static Object input(JsonNode payload) {
        var input = JsonNodeFactory.instance.objectNode();
        input.setAll((ObjectNode) payload);
        if (!input.has("text")) {
            input.put("text", payload.path("output").asText(payload.isEmpty() ? "" : payload.toString()));
        }
        return plain(input);
    }

    private static Set<String> otherJobs(JobDefinition definition) {
        var names = new TreeSet<String>();
        var texts = definition.prompt() == null
                ? definition.direct().stream()
                        .map(step -> step.with().toString())
                        .toList()
                : List.of(definition.prompt());
        for (var text : texts) {
            for (var variable : PromptTemplate.of(text).variables()) {
                var matcher = OTHER_JOB.matcher(variable);
                if (matcher.matches()) {
                    names.add(matcher.group(1));
                }
            }
        }
        return names;
    }

    private CompletionStage<Map<String, Object>> outputs(Set<String> names) {
        CompletionStage<Map<String, Object>> all = CompletableFuture.completedStage(new LinkedHashMap<>());
        for (var name : names) {
            all = all.thenCombine(lastOutput(name), (outputs, output) -> {
                outputs.put(name, Map.of("output", output));
                return outputs;
            });
        }
        return all;
    }

    private CompletionStage<String> lastOutput(String job) {
        return door.read(new StorageQuery.Runs(job, null, RunStatus.SUCCEEDED, 1))
                .thenCompose(runs -> runs.isEmpty()
                        ? CompletableFuture.completedStage("")
                        : door.read(new StorageQuery.OneRun(runs.getFirst().id()))
                                .thenCompose(run -> JobOutput.of(door, run)));
    }

    /** What the agent is given along, each under its heading; what is not to be had says so and stops nothing. */
    private CompletionStage<String> given(
            JobDefinition definition, Warrant warrant, Worker worker, RunId runId, ThreadId threadId) {
        CompletionStage<StringBuilder> all = CompletableFuture.completedStage(new StringBuilder());
        for (var item : definition.context()) {
            var heading = item.read() != null
                    ? item.read()
                    : item.job() != null ? "Last output of " + item.job() : "Remembered: " + item.engram();
            var text = text(item, warrant, worker, runId, threadId)
                    .exceptionally(
                            failure -> "(not there: " + Asks.cause(failure).getMessage() + ")");
            all = all.thenCombine(
                    text,
                    (along, found) -> along.append("## ")
                            .append(heading)
                            .append("\n\n")
                            .append(cut(found))
                            .append("\n\n"));
        }
        return all.thenApply(along ->
                along.isEmpty() ? "" : "Given along:\n\n" + along.toString().strip());
    }

    private CompletionStage<String> text(
            JobDefinition.ContextItem item, Warrant warrant, Worker worker, RunId runId, ThreadId threadId) {
        if (item.job() != null) {
            return lastOutput(item.job())
                    .thenApply(output -> output.isBlank() ? "(nothing yet: it has not succeeded so far)" : output);
        }
        var input = JsonNodeFactory.instance.objectNode();
        return item.read() != null
                ? door.call(warrant, threadId, runId, worker.agentId(), "Read", input.put("path", item.read()))
                : door.call(warrant, threadId, runId, worker.agentId(), "recall", input.put("query", item.engram()));
    }

    private static String cut(String text) {
        return text.length() <= GIVEN_LENGTH_MAX
                ? text
                : text.substring(0, GIVEN_LENGTH_MAX) + "\n(cut after " + GIVEN_LENGTH_MAX + " characters)";
    }
}
