package dev.daemion.kernel.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job would do: everything resolved, nothing called.
 *
 * @param version of its definition
 * @param agentId who does the work
 * @param model the alias asked for; null by the agent and the limits
 * @param schedule when it fires, in words
 * @param timezone of its schedule; null without one
 * @param upcoming the next five due times
 * @param prompt rendered as if it fired now; null for steps
 * @param tools of its steps, in order; empty for a prompt
 * @param permissions what it may use; null when nothing is said
 * @param costUsdPerRun by its own last runs; null without any that reported a cost
 * @param costUsdPerMonth the same for the firings of the next thirty days; null when unknown
 * @param budgetUsd most one run may cost; null by the limits
 */
public record JobPlanView(
        int version,
        String agentId,
        @Nullable String model,
        String schedule,
        @Nullable String timezone,
        List<Instant> upcoming,
        @Nullable String prompt,
        List<String> tools,
        @Nullable JsonNode permissions,
        @Nullable BigDecimal costUsdPerRun,
        @Nullable BigDecimal costUsdPerMonth,
        @Nullable BigDecimal budgetUsd) {
    public JobPlanView {
        upcoming = List.copyOf(upcoming);
        tools = List.copyOf(tools);
    }
}
