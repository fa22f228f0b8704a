package dev.daemion.kernel.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.extension.Warrant;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of an extension that a run carries out: a command somebody typed, or a job that fired. Either a prompt
 * for the agent or steps without a model.
 *
 * @param warrant lets the content run and says what it may use
 * @param prompt what the agent is told in place of what was typed, rendered; null with {@code steps}
 * @param steps tool calls in order; empty with {@code prompt}
 * @param variables what the steps' templates may read, an object
 * @param firing why a job runs; null for a command
 * @param turnsMax model calls at most; null leaves it to the limits
 * @param budgetUsd most the run may cost; null leaves it to the limits
 */
public record Assignment(
        Warrant warrant,
        @Nullable String prompt,
        List<DirectStep> steps,
        JsonNode variables,
        @Nullable Firing firing,
        @Nullable Integer turnsMax,
        @Nullable BigDecimal budgetUsd) {
    public Assignment {
        steps = List.copyOf(steps);
        if ((prompt == null) == steps.isEmpty()) {
            throw new IllegalArgumentException("an assignment has either a prompt or steps");
        }
    }

    /** True when no model is asked. */
    public boolean isDirect() {
        return prompt == null;
    }

    /** As runs name what started them: {@code command}, or how the job was fired. */
    public String trigger() {
        return firing == null ? "command" : firing.trigger();
    }
}
