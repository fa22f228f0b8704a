package dev.daemion.substrate.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.manifest.NearestName;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.job.JobPlanView;
import dev.daemion.kernel.job.JobStartView;
import dev.daemion.kernel.job.JobView;
import dev.daemion.kernel.job.ScheduleView;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.StorageQuery.JobFigure;
import dev.daemion.kernel.protocol.StorageQuery.JobStanding;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.kernel.run.DirectStep;
import dev.daemion.kernel.run.RunView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/** What people ask about jobs, and starting one by hand. */
record JobDesk(JobDoor door, FiringDesk firing, JobContent content, Clock clock, IdSource ids, TriggerPorts ports) {
    private static final int UPCOMING_COUNT = 5;
    private static final Duration MONTH = Duration.ofDays(30);
    private static final int SETTLE_LOOKS = 40;
    private static final int SETTLE_MILLIS = 25;

    /** What the substrate knows beyond the tables, as it was when it was asked. */
    record Known(Catalog catalog, Function<String, Optional<String>> watching) {}

    CompletionStage<Page<JobView>> page(TriggerProtocol.Jobs query, Known known) {
        return door.read(new StorageQuery.Extensions(
                        ExtensionType.JOB, null, null, null, null, query.text(), query.cursor(), query.limit()))
                .thenCompose(page -> views(page.items(), known).thenApply(views -> new Page<>(views, page.next())));
    }

    CompletionStage<JobView> one(String name, Known known) {
        return extension(name).thenCompose(view -> views(List.of(view), known)).thenApply(List::getFirst);
    }

    private CompletionStage<List<JobView>> views(List<ExtensionView> extensions, Known known) {
        if (extensions.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        var asked = extensions.stream().map(ExtensionView::id).toList();
        CompletionStage<Map<String, RunView>> runs = CompletableFuture.completedStage(new HashMap<>());
        for (var extension : extensions) {
            runs = runs.thenCombine(lastRun(extension.name()), (all, last) -> {
                last.ifPresent(run -> all.put(extension.name(), run));
                return all;
            });
        }
        // Secrets are looked up in a file.
        return door.read(new StorageQuery.JobStandings(asked))
                .thenCombineAsync(
                        runs,
                        (standings, last) -> {
                            var byId = standings.stream()
                                    .collect(Collectors.toMap(JobStanding::job, standing -> standing));
                            var views = new ArrayList<JobView>();
                            for (var extension : extensions) {
                                views.add(view(extension, byId.get(extension.id()), last.get(extension.name()), known));
                            }
                            return views;
                        },
                        ports.blocking());
    }

    private CompletionStage<Optional<RunView>> lastRun(String job) {
        return door.read(new StorageQuery.Runs(job, null, null, 1))
                .thenApply(runs -> runs.stream().findFirst());
    }

    private JobView view(ExtensionView extension, @Nullable JobStanding standing, @Nullable RunView last, Known known) {
        var plan = plan(extension, standing);
        boolean takesPart = extension.enabled() && extension.status() == ExtensionStatus.ACTIVE;
        var upcoming = takesPart ? plan.upcoming(clock.instant(), UPCOMING_COUNT) : List.<Instant>of();
        return new JobView(
                extension.name(),
                extension.id(),
                extension.description(),
                extension.enabled(),
                extension.status(),
                extension.version(),
                plan.definition().trigger(),
                plan.words() + lack(plan),
                plan.zone(),
                upcoming.isEmpty() ? null : upcoming.getFirst(),
                upcoming,
                standing == null ? List.of() : standing.openRuns(),
                standing == null ? 0 : standing.waitingCount(),
                standing == null ? null : standing.retryAt(),
                standing == null ? 0 : standing.failureCount(),
                last == null ? null : brief(last),
                standing == null ? null : standing.threadId(),
                takesPart ? known.watching().apply(extension.name()).orElse(null) : null,
                extension.definition(),
                extension.permissions());
    }

    /** A webhook without its secret accepts nothing and tells no sender why. */
    private String lack(JobPlan plan) {
        return plan.triggerType().equals("webhook")
                ? plan.said("secret")
                        .filter(name -> ports.secrets().apply(name).isEmpty())
                        .map(name -> " (nothing is accepted: there is no secret " + name
                                + "; write it into the file secrets of the home)")
                        .orElse("")
                : "";
    }

    private static JobView.LastRun brief(RunView run) {
        return new JobView.LastRun(
                run.id(), run.status(), run.plannedAt(), run.startedAt(), run.finishedAt(), run.costUsd(), run.error());
    }

    private JobPlan plan(ExtensionView extension, @Nullable JobStanding standing) {
        var decided = standing == null ? null : standing.lastPlanned();
        return new JobPlan(extension, decided == null ? extension.updatedAt() : decided, clock.getZone());
    }

    /** Whatever its status; fails with NOT_FOUND and the nearest names. */
    private CompletionStage<ExtensionView> extension(String name) {
        return door.read(new StorageQuery.ExtensionNamed(ExtensionType.JOB, name))
                .exceptionallyCompose(failure -> Asks.cause(failure) instanceof Problem problem
                                && problem.code() == ProblemCode.EXTENSION_NOT_FOUND
                        ? nearest(name)
                        : CompletableFuture.failedStage(failure));
    }

    private CompletionStage<ExtensionView> nearest(String name) {
        return all(null, new ArrayList<>())
                .thenCompose(jobs -> CompletableFuture.failedStage(
                        absent(name, jobs.stream().map(ExtensionView::name).toList())));
    }

    private CompletionStage<List<ExtensionView>> all(@Nullable String cursor, List<ExtensionView> before) {
        return door.read(new StorageQuery.Extensions(
                        ExtensionType.JOB, null, null, null, null, null, cursor, StorageQuery.LIMIT_MAX))
                .thenCompose(page -> {
                    before.addAll(page.items());
                    return page.next() == null || before.size() > LOOKED_AT_MAX
                            ? CompletableFuture.completedStage(before)
                            : all(page.next(), before);
                });
    }

    private static final int LOOKED_AT_MAX = 200_000;

    static Problem absent(String name, Collection<String> names) {
        return new Problem(
                ProblemCode.NOT_FOUND, "there is no job '" + name + "'" + NearestName.hint(name, List.copyOf(names)));
    }

    // ---- starting one by hand ----
    CompletionStage<JobStartView> run(TriggerProtocol.RunJob command, Optional<JobPlan> active, Catalog catalog) {
        var key = command.key() == null ? "manual:" + RunId.next(ids) : "manual:" + command.key();
        var occasion = new Occasion("manual", key, clock.instant(), command.input(), 1);
        if (command.version() != null) {
            return version(command.name(), command.version())
                    .thenCompose(view -> dry(plan(view, null), catalog, occasion));
        }
        if (command.dry()) {
            return active.map(plan -> dry(plan, catalog, occasion))
                    .orElseGet(() ->
                            extension(command.name()).thenCompose(view -> dry(plan(view, null), catalog, occasion)));
        }
        return active.map(plan -> settled(plan, SETTLE_LOOKS).thenCompose(_ -> start(plan, catalog, occasion)))
                .orElseGet(() -> extension(command.name()).thenApply(view -> {
                    throw inactive(view);
                }));
    }

    /** As it would be in that version. */
    private CompletionStage<ExtensionView> version(String name, int number) {
        return extension(name)
                .thenCompose(view -> door.read(new StorageQuery.ExtensionVersion(view.id(), number))
                        .thenApply(definition -> new ExtensionView(
                                view.id(),
                                view.type(),
                                view.name(),
                                view.description(),
                                definition,
                                view.source(),
                                view.enabled(),
                                view.status(),
                                number,
                                view.ownerAgentId(),
                                view.permissions(),
                                view.createdAt(),
                                view.updatedAt())));
    }

    private static Problem inactive(ExtensionView view) {
        var why = switch (view.status()) {
            case PENDING -> "waits for approval: approve it first";
            case REJECTED -> "was rejected: change it and ask again";
            case ACTIVE, DISABLED -> "is paused: enable it first";
        };
        return new Problem(ProblemCode.CONFLICT, "the job " + view.name() + " " + why);
    }

    /** A run that everybody sees has ended is no reason to skip the next: its job hears of it in a moment. */
    private CompletionStage<Done> settled(JobPlan plan, int looks) {
        return door.<JobEntity.Standing>ask(plan.id(), JobEntity.Stand::new).thenCompose(standing -> {
            var working =
                    standing.open().stream().filter(run -> run.ended() == null).findFirst();
            if (working.isEmpty() || looks == 0) {
                return CompletableFuture.completedStage(Done.getInstance());
            }
            return door.read(new StorageQuery.OneRun(working.get().runId()))
                    .thenApply(run -> run.finishedAt() != null)
                    .exceptionally(_ -> false)
                    .thenCompose(hasEnded -> hasEnded
                            ? CompletableFuture.completedStage(looks - 1)
                                    .thenComposeAsync(
                                            left -> settled(plan, left),
                                            CompletableFuture.delayedExecutor(SETTLE_MILLIS, TimeUnit.MILLISECONDS))
                            : CompletableFuture.completedStage(Done.getInstance()));
        });
    }

    private CompletionStage<JobStartView> start(JobPlan plan, Catalog catalog, Occasion occasion) {
        return firing.fire(plan, catalog, occasion, null)
                .thenCompose(offered -> door.visible(offered))
                .thenCompose(offered -> named(plan, occasion, offered))
                .thenApply(offered -> switch (offered) {
                    case JobEntity.Offered.Fired fired ->
                        new JobStartView(plan.name(), false, fired.threadId(), fired.runId(), "queued", null, null);
                    case JobEntity.Offered.Known known ->
                        new JobStartView(
                                plan.name(),
                                false,
                                null,
                                known.runId(),
                                "queued",
                                "this start was asked for before",
                                null);
                    case JobEntity.Offered.Waits _ ->
                        new JobStartView(
                                plan.name(), false, null, null, "queued", "it starts when the run before ends", null);
                    case JobEntity.Offered.Skipped skipped ->
                        new JobStartView(plan.name(), false, null, null, "skipped", skipped.reason(), null);
                });
    }

    /** A start that was asked for before names its run, also when that is long over. */
    private CompletionStage<JobEntity.Offered> named(JobPlan plan, Occasion occasion, JobEntity.Offered offered) {
        return offered instanceof JobEntity.Offered.Known known && known.runId() == null
                ? door.read(new StorageQuery.FiredRun(plan.id(), occasion.key()))
                        .thenApply(fired -> new JobEntity.Offered.Known(fired.orElse(null)))
                : CompletableFuture.completedStage(offered);
    }

    private CompletionStage<JobStartView> dry(JobPlan plan, Catalog catalog, Occasion occasion) {
        return content.preview(plan, catalog, occasion).thenCombine(figures(), (prompt, figures) -> {
            var planned = planned(plan, catalog, prompt, figures.get(plan.name()));
            var unknown = JobContent.unknownWorker(plan, catalog).orElse(null);
            return new JobStartView(plan.name(), true, (ThreadId) null, null, "dry", unknown, planned);
        });
    }

    private JobPlanView planned(JobPlan plan, Catalog catalog, @Nullable String prompt, @Nullable JobFigure figure) {
        var worker = JobContent.worker(plan, catalog);
        var line = plan.schedule() == null ? null : Forecast.ofOne(plan, clock.instant(), MONTH, figure);
        JsonNode permissions = plan.view().permissions();
        return new JobPlanView(
                plan.view().version(),
                worker.agentId(),
                worker.model(),
                plan.words(),
                plan.zone(),
                plan.upcoming(clock.instant(), UPCOMING_COUNT),
                prompt,
                plan.definition().direct().stream().map(DirectStep::tool).toList(),
                permissions,
                figure == null ? null : Forecast.rounded(figure.costUsd()),
                line == null ? null : line.costUsd(),
                JobContent.budgetUsd(plan));
    }

    // ---- what will fire ----
    CompletionStage<ScheduleView> upcoming(int days, Collection<JobPlan> plans) {
        var from = clock.instant();
        return figures().thenApply(figures -> Forecast.of(plans, from, Duration.ofDays(days), figures));
    }

    private CompletionStage<Map<String, JobFigure>> figures() {
        return door.read(new StorageQuery.JobFigures())
                .thenApply(all -> all.stream().collect(Collectors.toMap(JobFigure::job, figure -> figure)));
    }
}
