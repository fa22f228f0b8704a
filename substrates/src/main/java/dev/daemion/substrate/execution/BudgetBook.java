package dev.daemion.substrate.execution;

import dev.daemion.extension.definition.ControlDefinition.Budget;
import dev.daemion.extension.definition.ControlDefinition.Period;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol.BudgetView;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * What has been spent and what is promised, against the budget controls. An amount is reserved before each model call
 * and settled after it, so that calls at the same time cannot spend the same dollar. Days and months are those of the
 * clock's zone. Belongs to the execution substrate.
 */
final class BudgetBook {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** Refused: BUDGET_EXHAUSTED. Replaces what the run had reserved before. */
    record Reserve(RunId runId, BigDecimal estimateUsd, ActorRef<StatusReply<Done>> replyTo)
            implements ExecutionProtocol.Message {}

    /** What a call really cost; null when unknown. Frees the run's reservation. */
    record Settle(RunId runId, @Nullable BigDecimal costUsd) implements ExecutionProtocol.Message {}

    private final Clock clock;
    private final Map<RunId, BigDecimal> reserved = new HashMap<>();
    private List<Budget> budgets = List.of();
    private LocalDate day;
    private BigDecimal spentToday = BigDecimal.ZERO;
    private BigDecimal spentThisMonth = BigDecimal.ZERO;
    private @Nullable LocalDate warnedOn;

    BudgetBook(Clock clock) {
        this.clock = clock;
        this.day = today();
    }

    void setBudgets(List<Budget> controls) {
        budgets = List.copyOf(controls);
    }

    /** What the journal says was spent, at start. */
    void load(BigDecimal today, BigDecimal thisMonth) {
        spentToday = today;
        spentThisMonth = thisMonth;
    }

    Optional<Problem> reserve(RunId runId, BigDecimal estimateUsd) {
        turnPage();
        reserved.remove(runId);
        var refusal = estimateUsd.signum() == 0 ? Optional.<Problem>empty() : exhausted(estimateUsd);
        if (refusal.isEmpty() && estimateUsd.signum() > 0) {
            reserved.put(runId, estimateUsd);
        }
        return refusal;
    }

    /** A sentence when this made the budget reach its warning mark for the first time today. */
    Optional<String> settle(RunId runId, @Nullable BigDecimal costUsd) {
        turnPage();
        reserved.remove(runId);
        if (costUsd != null) {
            spentToday = spentToday.add(costUsd);
            spentThisMonth = spentThisMonth.add(costUsd);
        }
        return warning();
    }

    /** Why no new turn may start that costs something. */
    Optional<Problem> exhausted(BigDecimal estimateUsd) {
        turnPage();
        return budgets.stream()
                .filter(budget -> isOver(budget, estimateUsd))
                .findFirst()
                .map(this::problem);
    }

    BudgetView view() {
        turnPage();
        var daily =
                budgets.stream().filter(budget -> budget.period() == Period.DAY).findFirst();
        return new BudgetView(
                daily.map(Budget::usd).orElse(null),
                spentToday,
                reservedUsd(),
                budgets.stream().anyMatch(budget -> isAt(budget, budget.warnPercent())),
                budgets.stream().anyMatch(budget -> isAt(budget, budget.pausePercent())));
    }

    private Optional<String> warning() {
        if (today().equals(warnedOn)) {
            return Optional.empty();
        }
        var reached = budgets.stream()
                .filter(budget -> isAt(budget, budget.warnPercent()))
                .findFirst();
        reached.ifPresent(_ -> warnedOn = today());
        return reached.map(budget -> "$" + money(spent(budget)) + " of the " + name(budget) + " budget of $"
                + budget.usd().toPlainString() + " are spent; at " + budget.pausePercent()
                + " % new turns stop. The budget control changes it.");
    }

    private Problem problem(Budget budget) {
        return new Problem(
                ProblemCode.BUDGET_EXHAUSTED,
                "the " + name(budget) + " budget of $" + budget.usd().toPlainString() + " is spent ($"
                        + money(spent(budget)) + "): raise the budget control, wait for the next "
                        + budget.period().wire() + ", or ask the built-in agent with model \"built-in\"");
    }

    private boolean isOver(Budget budget, BigDecimal estimateUsd) {
        return isAt(budget, budget.pausePercent())
                || spent(budget).add(reservedUsd()).add(estimateUsd).compareTo(share(budget, budget.pausePercent()))
                        > 0;
    }

    private boolean isAt(Budget budget, int percent) {
        return spent(budget).compareTo(share(budget, percent)) >= 0;
    }

    private static BigDecimal share(Budget budget, int percent) {
        return budget.usd().multiply(BigDecimal.valueOf(percent)).divide(HUNDRED);
    }

    private BigDecimal spent(Budget budget) {
        return budget.period() == Period.DAY ? spentToday : spentThisMonth;
    }

    private BigDecimal reservedUsd() {
        return reserved.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private void turnPage() {
        var now = today();
        if (!now.equals(day)) {
            spentToday = BigDecimal.ZERO;
            if (now.getMonth() != day.getMonth() || now.getYear() != day.getYear()) {
                spentThisMonth = BigDecimal.ZERO;
            }
            day = now;
        }
    }

    private LocalDate today() {
        return ZonedDateTime.now(clock).toLocalDate();
    }

    private static String name(Budget budget) {
        return budget.period() == Period.DAY ? "daily" : "monthly";
    }

    private static String money(BigDecimal usd) {
        return usd.setScale(2, RoundingMode.HALF_UP).toPlainString();
    }
}
