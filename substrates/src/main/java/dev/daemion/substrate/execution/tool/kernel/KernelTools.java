package dev.daemion.substrate.execution.tool.kernel;

import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.conversation.ThreadView;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.substrate.execution.tool.Arguments;
import dev.daemion.substrate.execution.tool.InputShape;
import dev.daemion.substrate.execution.tool.Tool;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What an agent can ask about Daemion itself. Answers are bounded: long texts are cut, lists have a limit. */
public final class KernelTools {
    private static final int LIST_DEFAULT = 20;
    private static final int LIST_MAX = 100;
    private static final int DAYS_DEFAULT = 7;
    private static final int DAYS_MAX = 365;
    private static final int CONTENT_LENGTH_MAX = 2000;
    private static final int COST_ROWS_MAX = 500;

    private final KernelReader reader;
    private final Clock clock;

    private KernelTools(KernelReader reader, Clock clock) {
        this.reader = reader;
        this.clock = clock;
    }

    /** @param clock its zone decides what a day is */
    public static List<Tool> all(KernelReader reader, Clock clock) {
        var tools = new KernelTools(reader, clock);
        var limit = InputShape.optionalWhole("limit", 1, LIST_MAX, "Most entries; 20 when absent.");
        return List.of(
                new KernelTool(
                        "list_threads",
                        "Lists conversations, last touched first, as JSON.",
                        InputShape.of(
                                InputShape.optionalText("query", 200, "Part of a title."),
                                InputShape.optionalText(
                                        "day",
                                        10,
                                        "Only those last touched that day: today, yesterday, or YYYY-MM-DD."),
                                limit),
                        tools::threads),
                new KernelTool(
                        "read_thread",
                        "Answers the newest turns of a conversation, oldest first, as JSON.",
                        InputShape.of(InputShape.text("thread_id", 60, "Id of the thread: thread_…"), limit),
                        tools::turns),
                new KernelTool(
                        "search_history",
                        "Searches everything that was said, artifacts and extensions, best match first, as JSON.",
                        InputShape.of(InputShape.text("query", 500, "Words to look for."), limit),
                        tools::search),
                new KernelTool(
                        "status",
                        "Answers how Daemion is: models, budget, open approvals, database, extensions, as JSON.",
                        InputShape.of(),
                        tools::status),
                new KernelTool(
                        "costs",
                        "Answers what was spent, by day, agent and model, as JSON.",
                        InputShape.of(
                                InputShape.optionalWhole("days", 1, DAYS_MAX, "How many days back; 7 when absent.")),
                        tools::costs),
                new KernelTool(
                        "list_tools",
                        "Lists the tools there are, as JSON.",
                        InputShape.of(),
                        _ -> tools.reader
                                .tools()
                                .thenApply(all -> all.stream()
                                        .map(tool -> new ToolLine(tool.name(), tool.description(), tool.isReadOnly()))
                                        .toList())));
    }

    /** What goes beyond looking at conversations. */
    public static List<Tool> of(KernelReader reader, KernelWriter writer, KernelJobs jobs, Clock clock) {
        var tools = new ArrayList<>(EverydayTools.all(reader, writer));
        tools.addAll(JobTools.all(jobs, clock));
        tools.addAll(ExtensionTools.all(writer));
        return tools;
    }

    private record ThreadLine(ThreadId id, String title, String agentId, Instant updatedAt, boolean isRunning) {}

    private CompletionStage<List<ThreadLine>> threads(Arguments arguments) {
        var day = arguments.optionalText("day").map(this::day);
        // Of a day's threads only those among the newest can be told without reading all there are.
        int read = day.isPresent() ? LIST_MAX : limit(arguments);
        return reader.threads(arguments.optionalText("query").orElse(null), read)
                .thenApply(page -> page.items().stream()
                        .filter(thread -> day.isEmpty() || isOn(day.get(), thread))
                        .limit(limit(arguments))
                        .map(KernelTools::line)
                        .toList());
    }

    private LocalDate day(String text) {
        var today = LocalDate.now(clock);
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "today" -> today;
            case "yesterday" -> today.minusDays(1);
            default -> parsed(text);
        };
    }

    private static LocalDate parsed(String text) {
        try {
            return LocalDate.parse(text.strip());
        } catch (DateTimeParseException e) {
            throw new Problem(
                    ProblemCode.VALIDATION_FAILED, "`day` must be today, yesterday or YYYY-MM-DD; it is " + text + ".");
        }
    }

    private boolean isOn(LocalDate day, ThreadView thread) {
        var touched = thread.lastTurnAt() == null ? thread.updatedAt() : thread.lastTurnAt();
        return LocalDate.ofInstant(touched, clock.getZone()).equals(day);
    }

    private static ThreadLine line(ThreadView thread) {
        return new ThreadLine(thread.id(), thread.title(), thread.agentId(), thread.updatedAt(), thread.running());
    }

    private record TurnLine(String role, String content, Instant createdAt) {}

    private CompletionStage<List<TurnLine>> turns(Arguments arguments) {
        return ThreadId.parse(arguments.text("thread_id"))
                .map(id -> reader.turns(id, limit(arguments))
                        .thenApply(page ->
                                page.items().stream().map(KernelTools::line).toList()))
                .orElseGet(() -> CompletableFuture.failedFuture(new Problem(
                        ProblemCode.THREAD_NOT_FOUND,
                        "`thread_id` is not the id of a thread; list_threads shows them.")));
    }

    private static TurnLine line(TurnView turn) {
        return new TurnLine(turn.role().wire(), cut(turn.content()), turn.createdAt());
    }

    private record HitLine(
            String kind,
            String title,
            String snippet,
            @Nullable ThreadId threadId,
            Instant at) {}

    private CompletionStage<List<HitLine>> search(Arguments arguments) {
        return reader.search(arguments.text("query"), limit(arguments))
                .thenApply(hits -> hits.stream()
                        .map(hit -> new HitLine(hit.kind(), hit.title(), hit.snippet(), hit.threadId(), hit.at()))
                        .toList());
    }

    /** @param costUsd of the runs that reported one; null when none did */
    private record Costs(
            LocalDate from, LocalDate until, @Nullable BigDecimal costUsd, long runCount, List<CostLine> rows) {}

    private record CostLine(
            LocalDate day,
            String agentId,
            String model,
            @Nullable String job,
            long runCount,
            @Nullable BigDecimal costUsd) {}

    private CompletionStage<Costs> costs(Arguments arguments) {
        var until = LocalDate.now(clock);
        var from = until.minusDays(arguments.whole("days", DAYS_DEFAULT) - 1L);
        return reader.costs(from, until)
                .thenApply(rows -> new Costs(
                        from,
                        until,
                        rows.stream()
                                .map(StorageQuery.CostRow::costUsd)
                                .filter(cost -> cost != null)
                                .reduce(BigDecimal::add)
                                .orElse(null),
                        rows.stream().mapToLong(StorageQuery.CostRow::runCount).sum(),
                        rows.stream()
                                .limit(COST_ROWS_MAX)
                                .map(KernelTools::line)
                                .toList()));
    }

    private static CostLine line(StorageQuery.CostRow row) {
        return new CostLine(row.day(), row.agentId(), row.model(), row.job(), row.runCount(), row.costUsd());
    }

    private record ToolLine(String name, String description, boolean isReadOnly) {}

    private record ModelLine(String alias, String provider, String model, boolean isReady, String detail) {}

    /** Null members could not be learnt: a part of the kernel that is in trouble does not hide the others. */
    private record Status(
            Instant now,
            @Nullable Long runningThreads,
            @Nullable Integer openApprovals,
            @Nullable Integer extensions,
            ExecutionProtocol.@Nullable BudgetView budget,
            StorageQuery.@Nullable DatabaseStatus database,
            @Nullable List<ModelLine> models) {}

    private CompletionStage<Status> status(Arguments arguments) {
        var running = known(reader.threads(null, LIST_MAX))
                .thenApply(t -> t.map(page ->
                        page.items().stream().filter(ThreadView::running).count()));
        var approvals = known(reader.approvals(ApprovalStatus.PENDING));
        var extensions = known(reader.extensionCount());
        var budget = known(reader.budget());
        var database = known(reader.database());
        var models = known(reader.models());
        return running.thenCompose(r ->
                approvals.thenCompose(a -> extensions.thenCompose(e -> budget.thenCompose(b -> database.thenCombine(
                        models,
                        (d, m) -> new Status(
                                clock.instant(),
                                r.orElse(null),
                                a.map(List::size).orElse(null),
                                e.orElse(null),
                                b.orElse(null),
                                d.orElse(null),
                                m.map(all -> all.stream().map(KernelTools::line).toList())
                                        .orElse(null)))))));
    }

    private static <T> CompletionStage<Optional<T>> known(CompletionStage<T> asked) {
        return asked.handle((answer, failure) -> failure == null ? Optional.of(answer) : Optional.empty());
    }

    private static ModelLine line(ExecutionProtocol.ModelView model) {
        return new ModelLine(model.alias(), model.provider(), model.model(), model.isReady(), model.detail());
    }

    private static int limit(Arguments arguments) {
        return arguments.whole("limit", LIST_DEFAULT);
    }

    private static String cut(String content) {
        return content.length() <= CONTENT_LENGTH_MAX ? content : content.substring(0, CONTENT_LENGTH_MAX) + " …";
    }
}
