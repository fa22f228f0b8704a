package dev.daemion.substrate.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.approval.ApprovalKind;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.protocol.ExecutionProtocol.ApprovalQuestion;
import dev.daemion.substrate.execution.model.ReplyBlock;
import dev.daemion.substrate.execution.policy.PolicyEngine.Verdict;
import dev.daemion.substrate.execution.tool.Tool;
import dev.daemion.substrate.execution.tool.ToolSpec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether a tool call may run, and the question to a person when it may not by itself. Looks at the file system, so it
 * works off the actors.
 */
record ToolJudgement(RunId id, RunServices services) {
    private static final Duration ANSWER_WITHIN = Duration.ofDays(7);

    /** @param tool null when there is none of that name; the verdict then denies */
    record Judged(@Nullable Tool tool, Verdict verdict, JsonNode detail) {}

    CompletionStage<Judged> judge(RunEvent.Started started, ReplyBlock.ToolUse use) {
        return CompletableFuture.supplyAsync(() -> decide(started, use), services.blocking());
    }

    private Judged decide(RunEvent.Started started, ReplyBlock.ToolUse use) {
        var scope = services.scopes().apply(id, started);
        var tool = services.tools().find(use.name()).orElse(null);
        if (tool == null) {
            var names = services.tools().specs().stream().map(ToolSpec::name).collect(Collectors.joining(", "));
            return new Judged(
                    null,
                    new Verdict.Deny("no such tool", "There is no tool " + use.name() + ". There are: " + names + "."),
                    Approvals.detail(use, "*", scope, null));
        }
        var verdict = services.policy().decide(use.name(), use.input(), scope);
        var preview = verdict instanceof Verdict.Ask
                ? tool.preview(use.input(), scope).orElse(null)
                : null;
        var detail = Approvals.detail(use, tool.subject(use.input(), scope), scope, preview);
        return new Judged(tool, verdict, detail);
    }

    ApprovalQuestion question(RunEvent.Started started, RunCommand.Judged judged) {
        var title = judged.verdict() instanceof Verdict.Ask ask
                ? ask.title()
                : "Use " + judged.use().name();
        var summary = judged.verdict() instanceof Verdict.Ask ask
                ? ask.summary()
                : started.agentId() + " wants to use " + judged.use().name();
        return new ApprovalQuestion(
                ApprovalKind.TOOL,
                title,
                summary,
                judged.detail(),
                null,
                id,
                started.threadId(),
                services.clock().instant().plus(ANSWER_WITHIN));
    }
}
