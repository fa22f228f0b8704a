package dev.daemion.substrate.execution.tool.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionVersionView;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.notice.NoticeDraft;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol.ExtensionPatch;
import dev.daemion.kernel.protocol.ExtensionProtocol.PutView;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/** Asks the extension substrate itself. */
public final class SubstrateWriter implements KernelWriter {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final SubstrateRefs refs;
    private final Scheduler scheduler;

    /** @param refs read at the first question, not before */
    public SubstrateWriter(SubstrateRefs refs, Scheduler scheduler) {
        this.refs = refs;
        this.scheduler = scheduler;
    }

    @Override
    public CompletionStage<Catalog> catalog() {
        return ask(ExtensionProtocol.CurrentCatalog::new);
    }

    @Override
    public CompletionStage<List<ExtensionView>> extensions(
            @Nullable ExtensionType type, @Nullable ExtensionStatus status, @Nullable String text) {
        var query = new StorageQuery.Extensions(type, null, null, status, null, text, null, StorageQuery.LIMIT_MAX);
        return page(query);
    }

    @Override
    public CompletionStage<List<ExtensionView>> artifacts(ThreadId threadId, int limit) {
        return page(new StorageQuery.Artifacts(threadId, null, limit));
    }

    private CompletionStage<List<ExtensionView>> page(StorageQuery<Page<ExtensionView>> query) {
        CompletionStage<Page<ExtensionView>> page = AskPattern.askWithStatus(
                refs.storage(), replyTo -> new StorageProtocol.Read<>(query, replyTo), PATIENCE, scheduler);
        return page.thenApply(Page::items);
    }

    @Override
    public CompletionStage<Optional<ExtensionView>> lastChanged(@Nullable ExtensionType type, @Nullable String name) {
        return AskPattern.askWithStatus(
                refs.storage(),
                replyTo -> new StorageProtocol.Read<>(new StorageQuery.LastChanged(type, name), replyTo),
                PATIENCE,
                scheduler);
    }

    @Override
    public CompletionStage<PutView> put(String text, ExtensionAuthor author) {
        return ask(replyTo -> new ExtensionProtocol.PutExtension(text, author, replyTo));
    }

    @Override
    public CompletionStage<ExtensionView> change(ExtensionId id, ExtensionPatch patch, ExtensionAuthor author) {
        return ask(replyTo -> new ExtensionProtocol.ChangeExtension(id, patch, null, author, replyTo));
    }

    @Override
    public CompletionStage<ExtensionView> toggle(ExtensionId id, boolean enabled, String by) {
        return ask(replyTo -> new ExtensionProtocol.ToggleExtension(id, enabled, by, replyTo));
    }

    @Override
    public CompletionStage<List<ExtensionVersionView>> history(ExtensionId id) {
        return ask(replyTo -> new ExtensionProtocol.ExtensionHistory(id, replyTo));
    }

    @Override
    public CompletionStage<ExtensionView> revertChange(ExtensionId id, int change, String by, ThreadId threadId) {
        return ask(replyTo -> new ExtensionProtocol.RevertExtension(id, null, change, by, threadId, replyTo));
    }

    @Override
    public CompletionStage<Done> delete(ExtensionId id, String by) {
        return ask(replyTo -> new ExtensionProtocol.DeleteExtension(id, by, replyTo));
    }

    @Override
    public CompletionStage<JsonNode> schema(ExtensionType type) {
        return ask(replyTo -> new ExtensionProtocol.DefinitionSchema(type, replyTo));
    }

    @Override
    public CompletionStage<Done> tell(NoticeDraft draft) {
        return AskPattern.askWithStatus(
                refs.presentation(), replyTo -> new PresentationProtocol.Notify(draft, replyTo), PATIENCE, scheduler);
    }

    private <T> CompletionStage<T> ask(Function<ActorRef<StatusReply<T>>, ExtensionProtocol.Message> message) {
        return AskPattern.askWithStatus(refs.extension(), message::apply, PATIENCE, scheduler);
    }
}
