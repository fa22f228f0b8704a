package dev.daemion.substrate.execution.tool.kernel;

import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.conversation.ThreadView;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/** Asks the substrates themselves. */
public final class SubstrateReader implements KernelReader {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int APPROVALS_MAX = 200;

    private final SubstrateRefs refs;
    private final Scheduler scheduler;

    /** @param refs read at the first question, not before */
    public SubstrateReader(SubstrateRefs refs, Scheduler scheduler) {
        this.refs = refs;
        this.scheduler = scheduler;
    }

    @Override
    public CompletionStage<Page<ThreadView>> threads(@Nullable String query, int limit) {
        return read(new StorageQuery.Threads(query, false, null, limit));
    }

    @Override
    public CompletionStage<Page<TurnView>> turns(ThreadId threadId, int limit) {
        return read(new StorageQuery.Turns(threadId, null, limit));
    }

    @Override
    public CompletionStage<List<StorageQuery.SearchHit>> search(String text, int limit) {
        return read(new StorageQuery.Search(text, limit));
    }

    @Override
    public CompletionStage<List<StorageQuery.CostRow>> costs(LocalDate from, LocalDate until) {
        return read(new StorageQuery.Costs(from, until));
    }

    @Override
    public CompletionStage<StorageQuery.DatabaseStatus> database() {
        return read(new StorageQuery.Database());
    }

    @Override
    public CompletionStage<List<ApprovalView>> approvals(ApprovalStatus status) {
        return read(new StorageQuery.Approvals(status, null, APPROVALS_MAX));
    }

    @Override
    public CompletionStage<ExecutionProtocol.BudgetView> budget() {
        return AskPattern.askWithStatus(refs.execution(), ExecutionProtocol.CheckBudget::new, PATIENCE, scheduler);
    }

    @Override
    public CompletionStage<List<ExecutionProtocol.ModelView>> models() {
        return AskPattern.askWithStatus(refs.execution(), ExecutionProtocol.Models::new, PATIENCE, scheduler);
    }

    @Override
    public CompletionStage<List<ExecutionProtocol.ToolView>> tools() {
        return AskPattern.askWithStatus(refs.execution(), ExecutionProtocol.Tools::new, PATIENCE, scheduler);
    }

    @Override
    public CompletionStage<Integer> extensionCount() {
        CompletionStage<Catalog> catalog =
                AskPattern.askWithStatus(refs.extension(), ExtensionProtocol.CurrentCatalog::new, PATIENCE, scheduler);
        return catalog.thenApply(current -> current.extensions().size());
    }

    private <T> CompletionStage<T> read(StorageQuery<T> query) {
        return AskPattern.askWithStatus(
                refs.storage(), replyTo -> new StorageProtocol.Read<>(query, replyTo), PATIENCE, scheduler);
    }
}
