package dev.daemion.substrate.execution;

import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.substrate.execution.model.ModelRegistry.ModelChoice;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * What the next model call of a run may cost. The output is cut so that the call fits into what is left of the run's
 * budget; a price that is unknown cannot be limited and costs nothing here.
 *
 * @param outputTokensMax for the request
 * @param estimateUsd to be reserved: the input at full price and a typical output
 * @param isCut true when the budget and not the model set the length
 */
record CallBudget(int outputTokensMax, BigDecimal estimateUsd, boolean isCut) {
    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final int TYPICAL_OUTPUT_TOKENS = 2_000;
    private static final int WORTHWHILE_OUTPUT_TOKENS = 64;
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    /** Why no further call may be made; empty when one may. */
    static Optional<Problem> refusal(RunState.Open open, ModelChoice choice, long inputLength) {
        int turnsMax = open.started().limits().turnsMax();
        if (open.exchanges().size() >= turnsMax) {
            return Optional.of(new Problem(
                    ProblemCode.MAX_TURNS_REACHED,
                    isJob(open)
                            ? "it made " + turnsMax + " model calls, the most one run of its job may (max_turns)"
                            : "this took " + turnsMax + " model calls, the most a "
                                    + open.started().limits().request()
                                    + " request may use; say \"go on\" to continue"));
        }
        var budget = of(open, choice, inputLength);
        return budget.isCut() && budget.outputTokensMax() < WORTHWHILE_OUTPUT_TOKENS
                ? Optional.of(spent(open))
                : Optional.empty();
    }

    static Problem spent(RunState.Open open) {
        var limits = open.started().limits();
        return new Problem(
                ProblemCode.BUDGET_EXHAUSTED,
                "the budget of $" + limits.budgetUsd().toPlainString()
                        + (isJob(open)
                                ? " for one run of its job is spent (budget_usd)"
                                : " for a " + limits.request()
                                        + " request is spent; say \"go on\" to give it another one"));
    }

    /** Nobody is there to say "go on". */
    private static boolean isJob(RunState.Open open) {
        return open.started().kind() == RunKind.JOB;
    }

    static CallBudget of(RunState.Open open, ModelChoice choice, long inputLength) {
        var ordinary = choice.price();
        if (ordinary == null || open.costUsd() == null) {
            return new CallBudget(choice.outputTokensMax(), BigDecimal.ZERO, false);
        }
        var price = ordinary.forPrompt(inputLength / CHARACTERS_PER_TOKEN);
        var inputTokens = BigDecimal.valueOf(inputLength / CHARACTERS_PER_TOKEN);
        var inputUsd = price.input().multiply(inputTokens).divide(MILLION);
        var left = open.started().limits().budgetUsd().subtract(open.costUsd()).subtract(inputUsd);
        var typicalUsd = price.output()
                .multiply(BigDecimal.valueOf(Math.min(TYPICAL_OUTPUT_TOKENS, choice.outputTokensMax())))
                .divide(MILLION);
        if (price.output().signum() <= 0) {
            return new CallBudget(choice.outputTokensMax(), inputUsd, false);
        }
        var affordable = left.max(BigDecimal.ZERO).multiply(MILLION).divide(price.output(), 0, RoundingMode.DOWN);
        boolean isCut = affordable.compareTo(BigDecimal.valueOf(choice.outputTokensMax())) < 0;
        return new CallBudget(
                isCut ? Math.max(1, affordable.intValue()) : choice.outputTokensMax(), inputUsd.add(typicalUsd), isCut);
    }
}
