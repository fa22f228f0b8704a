package dev.daemion.gateway.http;

import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol.BudgetView;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.StorageQuery.CostRow;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * What was said and what it cost.
 *
 * <pre>
 * GET /search  full text, best first; q, limit                                      200 400
 * GET /costs   by day, agent, model and job, with what is left; from, until, days   200 400
 * </pre>
 */
final class HistoryRoutes {
    private static final int TEXT_LENGTH_MAX = 1_000;
    private static final int DAYS_DEFAULT = 30;
    private static final int DAYS_MAX = 366;

    private final Asks asks;
    private final Clock clock;

    HistoryRoutes(Asks asks, Clock clock) {
        this.asks = asks;
        this.clock = clock;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/search", this::search), Endpoint.get("/costs", this::getCosts));
    }

    /** @param costs one row for each day, agent, model and job with a run */
    private record CostsView(LocalDate from, LocalDate until, List<CostRow> costs, List<BudgetLeft> budgets) {}

    /**
     * @param limitUsd null without a limit
     * @param leftUsd what may still be spent, not below 0; null without a limit
     */
    private record BudgetLeft(
            String period,
            @Nullable BigDecimal limitUsd,
            BigDecimal spentUsd,
            BigDecimal reservedUsd,
            @Nullable BigDecimal leftUsd,
            boolean isWarned,
            boolean isPaused) {}

    private CompletionStage<HttpResponse> search(Exchange exchange) {
        var query = exchange.query();
        var text = query.requiredText("q", 1, TEXT_LENGTH_MAX);
        if (!text.isEmpty() && text.isBlank()) {
            query.wrong("q", "is blank: send words to look for");
        }
        var limit = query.number("limit", 1, StorageQuery.LIMIT_MAX, StorageQuery.LIMIT_DEFAULT);
        query.done();
        return asks.read(new StorageQuery.Search(text, limit)).thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> getCosts(Exchange exchange) {
        var query = exchange.query();
        var until = query.parsed("until", HistoryRoutes::day, "a day such as 2026-11-20");
        var from = query.parsed("from", HistoryRoutes::day, "a day such as 2026-11-20");
        var dayCount = query.number("days", 1, DAYS_MAX, DAYS_DEFAULT);
        var last = until == null ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) : until;
        var first = from == null ? last.minusDays(dayCount - 1L) : from;
        if (first.isAfter(last) || first.plusDays(DAYS_MAX).isBefore(last)) {
            query.wrong("from", "must be at most " + DAYS_MAX + " days before until, and not after it");
        }
        query.done();
        var budget =
                asks.<BudgetView>execution(ExecutionProtocol.CheckBudget::new).thenApply(HistoryRoutes::left);
        return asks.read(new StorageQuery.Costs(first, last))
                .thenCombine(budget, (rows, left) -> Answers.ok(new CostsView(first, last, rows, List.of(left))));
    }

    private static BudgetLeft left(BudgetView budget) {
        var limit = budget.limitUsd();
        var left = limit == null
                ? null
                : limit.subtract(budget.spentUsd())
                        .subtract(budget.reservedUsd())
                        .max(BigDecimal.ZERO);
        return new BudgetLeft(
                "day", limit, budget.spentUsd(), budget.reservedUsd(), left, budget.isWarned(), budget.isPaused());
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text)).filter(day -> day.getYear() >= 1970 && day.getYear() < 10_000);
        } catch (DateTimeParseException notADay) {
            return Optional.empty();
        }
    }
}
