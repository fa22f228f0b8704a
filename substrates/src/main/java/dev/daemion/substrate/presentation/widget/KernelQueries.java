package dev.daemion.substrate.presentation.widget;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.approval.ApprovalKind;
import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.conversation.ThreadView;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.job.JobView;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.StorageQuery.CostRow;
import dev.daemion.kernel.protocol.SubstrateHealth;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.run.RunView;
import dev.daemion.kernel.wire.Json;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The questions that a widget may put to the kernel by name. Each answers an object with one list, named after what is
 * in it, so that a view can bind to it.
 */
final class KernelQueries {
    private static final int LIST_MAX = 10;
    private static final int DAYS = 7;
    private static final Duration HEALTH_WITHIN = Duration.ofSeconds(2);

    private final Asks asks;
    private final SubstrateRefs refs;
    private final Clock clock;

    KernelQueries(Asks asks, SubstrateRefs refs, Clock clock) {
        this.asks = asks;
        this.refs = refs;
        this.clock = clock;
    }

    /** Refused: SOURCE_FAILED for a name that no schema lets through. */
    CompletionStage<JsonNode> answer(String query) {
        return switch (query) {
            case "costs" -> costs().thenApply(KernelQueries::json);
            case "budgets" -> budgets().thenApply(KernelQueries::json);
            case "pending-approvals" -> approvals().thenApply(KernelQueries::json);
            case "recent-runs" -> runs().thenApply(KernelQueries::json);
            case "threads" -> threads().thenApply(KernelQueries::json);
            case "health" -> health().thenApply(KernelQueries::json);
            case "next-jobs" -> jobs().thenApply(KernelQueries::json);
            default ->
                CompletableFuture.failedStage(
                        new Problem(ProblemCode.SOURCE_FAILED, "there is no query '" + query + "'"));
        };
    }

    private static JsonNode json(Object answer) {
        return Json.shown().valueToTree(answer);
    }

    /** @param totalUsd of those days; null when no run reported a cost */
    private record Costs(List<CostDay> days, @Nullable BigDecimal totalUsd) {}

    private record CostDay(LocalDate day, @Nullable BigDecimal costUsd, long runCount) {}

    /** The last seven days with a run, newest first; days are UTC, as everywhere. */
    private CompletionStage<Costs> costs() {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return read(new StorageQuery.Costs(today.minusDays(DAYS - 1L), today)).thenApply(rows -> {
            var byDay = new TreeMap<LocalDate, List<CostRow>>();
            rows.forEach(row ->
                    byDay.computeIfAbsent(row.day(), _ -> new ArrayList<>()).add(row));
            var days = byDay.descendingMap().entrySet().stream()
                    .map(day -> new CostDay(
                            day.getKey(),
                            sum(day.getValue()),
                            day.getValue().stream().mapToLong(CostRow::runCount).sum()))
                    .toList();
            return new Costs(days, sum(rows));
        });
    }

    private static @Nullable BigDecimal sum(List<CostRow> rows) {
        return rows.stream()
                .map(CostRow::costUsd)
                .filter(cost -> cost != null)
                .reduce(BigDecimal::add)
                .orElse(null);
    }

    private record Budgets(List<Budget> budgets) {}

    private record Budget(
            String period,
            @Nullable BigDecimal limitUsd,
            BigDecimal spentUsd,
            BigDecimal reservedUsd,
            boolean isWarned,
            boolean isPaused) {}

    private CompletionStage<Budgets> budgets() {
        return asks.<ExecutionProtocol.Message, ExecutionProtocol.BudgetView>ask(
                        refs.execution(), ExecutionProtocol.CheckBudget::new)
                .thenApply(budget -> new Budgets(List.of(new Budget(
                        "day",
                        budget.limitUsd(),
                        budget.spentUsd(),
                        budget.reservedUsd(),
                        budget.isWarned(),
                        budget.isPaused()))));
    }

    private record Approvals(List<ApprovalLine> approvals) {}

    private record ApprovalLine(
            ApprovalId id,
            ApprovalKind kind,
            String title,
            String summary,
            @Nullable ThreadId threadId,
            Instant createdAt,
            @Nullable Instant expiresAt) {
        static ApprovalLine of(ApprovalView view) {
            return new ApprovalLine(
                    view.id(),
                    view.kind(),
                    view.title(),
                    view.summary(),
                    view.threadId(),
                    view.createdAt(),
                    view.expiresAt());
        }
    }

    private CompletionStage<Approvals> approvals() {
        return read(new StorageQuery.Approvals(ApprovalStatus.PENDING, null, LIST_MAX))
                .thenApply(
                        all -> new Approvals(all.stream().map(ApprovalLine::of).toList()));
    }

    private record Runs(List<RunLine> runs) {}

    /** @param job null for a chat */
    private record RunLine(
            RunId id,
            RunKind kind,
            @Nullable String job,
            String agentId,
            ThreadId threadId,
            RunStatus status,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable BigDecimal costUsd,
            @Nullable String error) {
        static RunLine of(RunView run) {
            return new RunLine(
                    run.id(),
                    run.kind(),
                    run.job(),
                    run.agentId(),
                    run.threadId(),
                    run.status(),
                    run.startedAt(),
                    run.finishedAt(),
                    run.costUsd(),
                    run.error());
        }
    }

    private CompletionStage<Runs> runs() {
        return read(new StorageQuery.Runs(null, null, null, LIST_MAX))
                .thenApply(all -> new Runs(all.stream().map(RunLine::of).toList()));
    }

    private record Jobs(List<JobLine> jobs) {}

    /** @param schedule in words */
    private record JobLine(String name, String description, String schedule, Instant nextAt) {}

    /** Of the newest 200 jobs those with a time, the next one first. */
    private CompletionStage<Jobs> jobs() {
        return asks.<TriggerProtocol.Message, Page<JobView>>ask(
                        refs.trigger(),
                        replyTo -> new TriggerProtocol.Jobs(null, null, StorageQuery.LIMIT_MAX, replyTo))
                .thenApply(page -> new Jobs(page.items().stream()
                        .flatMap(job -> line(job).stream())
                        .sorted(Comparator.comparing(JobLine::nextAt))
                        .limit(LIST_MAX)
                        .toList()));
    }

    private static Optional<JobLine> line(JobView job) {
        var next = job.nextFireAt();
        return next == null
                ? Optional.empty()
                : Optional.of(new JobLine(job.name(), job.description(), job.schedule(), next));
    }

    private record Threads(List<ThreadView> threads) {}

    private CompletionStage<Threads> threads() {
        return read(new StorageQuery.Threads(null, false, null, LIST_MAX)).thenApply(page -> new Threads(page.items()));
    }

    private record Health(List<SubstrateHealth> substrates) {}

    private CompletionStage<Health> health() {
        var all = List.of(
                of("storage", refs.storage(), StorageProtocol.Health::new),
                of("presentation", refs.presentation(), PresentationProtocol.Health::new),
                of("extension", refs.extension(), ExtensionProtocol.Health::new),
                of("execution", refs.execution(), ExecutionProtocol.Health::new),
                of("context", refs.context(), ContextProtocol.Health::new),
                of("trigger", refs.trigger(), TriggerProtocol.Health::new));
        CompletionStage<List<SubstrateHealth>> gathered = CompletableFuture.completedStage(List.of());
        for (var one : all) {
            gathered = gathered.thenCombine(one, (list, next) -> {
                var longer = new ArrayList<>(list);
                longer.add(next);
                return List.copyOf(longer);
            });
        }
        return gathered.thenApply(Health::new);
    }

    private <M> CompletionStage<SubstrateHealth> of(
            String name, ActorRef<M> substrate, Function<ActorRef<SubstrateHealth>, M> message) {
        return AskPattern.ask(substrate, message, HEALTH_WITHIN, asks.scheduler())
                .exceptionally(_ -> new SubstrateHealth(
                        name, false, "It did not answer within " + HEALTH_WITHIN.toSeconds() + " s."));
    }

    private <T> CompletionStage<T> read(StorageQuery<T> query) {
        return asks.ask(refs.storage(), replyTo -> new StorageProtocol.Read<>(query, replyTo));
    }
}
