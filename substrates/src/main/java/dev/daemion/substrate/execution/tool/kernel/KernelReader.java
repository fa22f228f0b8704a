package dev.daemion.substrate.execution.tool.kernel;

import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.conversation.ThreadView;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.StorageQuery;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel tools ask the substrates. A stage fails with a {@link dev.daemion.kernel.problem.Problem} when the
 * question is refused, with a timeout when nobody answers.
 */
public interface KernelReader {
    /** @param query part of a title; null for all */
    CompletionStage<Page<ThreadView>> threads(@Nullable String query, int limit);

    /** The newest turns, oldest first. */
    CompletionStage<Page<TurnView>> turns(ThreadId threadId, int limit);

    CompletionStage<List<StorageQuery.SearchHit>> search(String text, int limit);

    /** Both days included. */
    CompletionStage<List<StorageQuery.CostRow>> costs(LocalDate from, LocalDate until);

    CompletionStage<StorageQuery.DatabaseStatus> database();

    CompletionStage<List<ApprovalView>> approvals(ApprovalStatus status);

    CompletionStage<ExecutionProtocol.BudgetView> budget();

    CompletionStage<List<ExecutionProtocol.ModelView>> models();

    CompletionStage<List<ExecutionProtocol.ToolView>> tools();

    /** How many extensions take part. */
    CompletionStage<Integer> extensionCount();
}
