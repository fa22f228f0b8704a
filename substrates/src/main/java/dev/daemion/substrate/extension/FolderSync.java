package dev.daemion.substrate.extension;

import dev.daemion.extension.check.Inspection;
import dev.daemion.extension.seed.AgentFolders;
import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ReseedView;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.StorageQuery.IndexedExtension;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** Brings the agents that a person keeps as folders into the table. */
record FolderSync(ExtensionDoor door, AgentFolders folders, Inspection inspection, IdSource ids, Executor blocking) {
    static final ExtensionAuthor AUTHOR =
            new ExtensionAuthor(ExtensionSource.USER, "agents' folders", null, null, null);

    /** What it did, added to what the seeds did. */
    CompletionStage<ReseedView> after(ReseedView seeds) {
        return door.asks()
                .<ExtensionProtocol.Message, Map<ExtensionKey, IndexedExtension>>ask(door.self(), SeedSync.Known::new)
                .thenApplyAsync(this::plan, blocking)
                .thenCompose(plan -> carryOut(plan, seeds));
    }

    /** A directory that cannot be read says nothing about its agents: they stay. */
    private FolderPlan plan(Map<ExtensionKey, IndexedExtension> known) {
        try {
            return FolderPlan.of(folders.read(), known, inspection);
        } catch (UncheckedIOException e) {
            var failure = new ReseedView.Failure(
                    "agents", List.of(new Finding("", String.valueOf(e.getMessage()) + ": " + e.getCause())));
            return new FolderPlan(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(failure));
        }
    }

    private CompletionStage<ReseedView> carryOut(FolderPlan plan, ReseedView seeds) {
        CompletionStage<Boolean> chain = CompletableFuture.completedStage(true);
        for (var write : plan.write()) {
            chain = chain.thenCompose(_ -> write(write)).thenApply(_ -> true);
        }
        for (var removal : plan.remove()) {
            chain = chain.thenCompose(_ -> remove(removal.id())).thenApply(_ -> true);
        }
        var view = new ReseedView(
                both(seeds.added(), plan.added()),
                both(seeds.changed(), plan.changed()),
                both(
                        seeds.removed(),
                        plan.remove().stream()
                                .map(removal -> removal.key().toString())
                                .toList()),
                both(seeds.unchanged(), plan.unchanged()),
                seeds.overridden(),
                both(seeds.failed(), plan.failed()));
        boolean isIdle = plan.write().isEmpty() && plan.remove().isEmpty();
        return chain.thenCompose(_ -> isIdle ? CompletableFuture.completedStage(view) : door.visible(view));
    }

    private static <T> List<T> both(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private CompletionStage<Outcome> write(FolderPlan.Write write) {
        var manifest = write.manifest();
        var id = write.id() == null ? ExtensionId.next(ids) : write.id();
        if (write.id() == null) {
            door.self().tell(new SeedSync.Reserve(new ExtensionKey(manifest.type(), manifest.name()), id));
        }
        var draft = new ExtensionEntity.Draft(
                manifest.type(),
                manifest.name(),
                new Content(manifest.description(), manifest.definition(), manifest.permissions()),
                null,
                AUTHOR,
                ApprovalId.next(ids),
                write.digest(),
                false);
        return door.tell(id, replyTo -> new ExtensionEntity.Write(draft, null, replyTo))
                .thenCompose(outcome -> door.settle(outcome, null));
    }

    private CompletionStage<Outcome> remove(ExtensionId id) {
        return door.tell(id, replyTo -> new ExtensionEntity.Delete(AUTHOR.by(), true, replyTo))
                .thenCompose(outcome -> door.settle(outcome, null));
    }
}
