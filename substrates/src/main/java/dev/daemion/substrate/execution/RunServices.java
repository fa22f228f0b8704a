package dev.daemion.substrate.execution;

import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.id.RunId;
import dev.daemion.substrate.execution.model.ModelRegistry;
import dev.daemion.substrate.execution.policy.PolicyEngine;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.Toolbox;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * What every run works with; made once by the substrate.
 *
 * @param blocking runs what looks at the file system
 * @param scopes the surroundings of a run's tool calls
 * @param timeLimits what the timeout controls say now
 * @param works numbers what runs have under way; never the same twice, so that a late report to an entity that was
 *     restarted is told apart
 * @param toolsText what the tools read like that runs are offered
 */
record RunServices(
        SubstrateRefs refs,
        Asks asks,
        Clock clock,
        IdSource ids,
        ModelRegistry models,
        Toolbox tools,
        PolicyEngine policy,
        Executor blocking,
        BiFunction<RunId, RunEvent.Started, ToolScope> scopes,
        Supplier<TimeLimits> timeLimits,
        AtomicInteger works,
        ToolsText toolsText) {
    RunServices(
            SubstrateRefs refs,
            Asks asks,
            Clock clock,
            IdSource ids,
            ModelRegistry models,
            Toolbox tools,
            PolicyEngine policy,
            Executor blocking,
            BiFunction<RunId, RunEvent.Started, ToolScope> scopes,
            Supplier<TimeLimits> timeLimits) {
        this(
                refs,
                asks,
                clock,
                ids,
                models,
                tools,
                policy,
                blocking,
                scopes,
                timeLimits,
                new AtomicInteger(),
                new ToolsText());
    }
}
