package dev.daemion.substrate.execution;

import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.substrate.execution.policy.PolicyEngine.Verdict;
import dev.daemion.substrate.execution.tool.Tool;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Tools and models outside the steps of a run: which there are, and the calls of approved content. */
record ToolDesk(ExecutionPorts ports) {
    /** In a job's run everything it was given may act. */
    private static final String MODE = "act";

    private static final Duration CALL_WITHIN = Duration.ofSeconds(60);

    CompletionStage<List<ExecutionProtocol.ToolView>> views() {
        return CompletableFuture.completedStage(ports.tools().specs().stream()
                .map(spec -> new ExecutionProtocol.ToolView(
                        spec.name(), spec.description(), spec.isReadOnly(), spec.inputSchema()))
                .toList());
    }

    CompletionStage<List<ExecutionProtocol.ModelView>> models() {
        return supply(ports.models()::models);
    }

    private <T> CompletionStage<T> supply(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, ports.blocking());
    }

    CompletionStage<String> call(ExecutionProtocol.CallTool call) {
        var scope = new ToolScope(
                call.threadId(),
                call.runId(),
                call.agentId(),
                MODE,
                ports.workingDirectory(),
                ports.roots(),
                ports.home(),
                call.warrant(),
                true);
        return CompletableFuture.supplyAsync(() -> permitted(call, scope), ports.blocking())
                .thenCompose(tool -> result(tool.start(call.input(), scope)))
                .thenApply(result -> {
                    if (result.isError()) {
                        throw denied(result.output());
                    }
                    return result.output();
                });
    }

    private Tool permitted(ExecutionProtocol.CallTool call, ToolScope scope) {
        var verdict = ports.policy().decide(call.tool(), call.input(), scope);
        return switch (verdict) {
            case Verdict.Deny deny -> throw denied(deny.reason());
            case Verdict.Exceed exceed -> throw denied(exceed.reason());
            case Verdict.Allow _, Verdict.Ask _ ->
                ports.tools().find(call.tool()).orElseThrow(() -> denied("There is no tool " + call.tool() + "."));
        };
    }

    private static Problem denied(String reason) {
        return new Problem(ProblemCode.TOOL_DENIED, reason);
    }

    private static CompletionStage<Tool.Result> result(Tool.Running running) {
        return running.result()
                .toCompletableFuture()
                .copy()
                .orTimeout(CALL_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        running.cancel();
                    }
                });
    }
}
