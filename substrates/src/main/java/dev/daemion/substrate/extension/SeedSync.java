package dev.daemion.substrate.extension;

import dev.daemion.extension.check.Inspection;
import dev.daemion.extension.seed.Seed;
import dev.daemion.extension.seed.SeedFiles;
import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ReseedView;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.StorageQuery.IndexedExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/** Brings the built-in extensions in line with the seeds. Stages over messages; nothing here blocks an actor. */
record SeedSync(ExtensionDoor door, SeedFiles seeds, Inspection inspection, IdSource ids, Executor blocking) {
    /** Extensions that are written at once. */
    private static final int AT_ONCE = 256;

    static final ExtensionAuthor AUTHOR = new ExtensionAuthor(ExtensionSource.BUILT_IN, "seeds", null, null, null);

    /** A copy of what the index knows by name. */
    record Known(ActorRef<StatusReply<Map<ExtensionKey, IndexedExtension>>> replyTo)
            implements ExtensionProtocol.Message {}

    /** A name is taken for a built-in that is about to be made. */
    record Reserve(ExtensionKey key, ExtensionId id) implements ExtensionProtocol.Message {}

    CompletionStage<ReseedView> run() {
        return door.asks()
                .<ExtensionProtocol.Message, Map<ExtensionKey, IndexedExtension>>ask(door.self(), Known::new)
                .thenApplyAsync(known -> SeedPlan.of(seeds.read(), known, inspection), blocking)
                .thenCompose(this::carryOut);
    }

    private CompletionStage<ReseedView> carryOut(SeedPlan plan) {
        var work = new ArrayList<Supplier<CompletionStage<Outcome>>>();
        plan.add().forEach(seed -> work.add(() -> add(seed)));
        plan.change().forEach(change -> work.add(() -> write(change.id(), change.seed())));
        plan.remove().forEach(removal -> work.add(() -> remove(removal.id())));
        var view = new ReseedView(
                plan.add().stream().map(SeedSync::named).toList(),
                plan.change().stream().map(change -> named(change.seed())).toList(),
                plan.remove().stream().map(removal -> removal.key().toString()).toList(),
                plan.unchanged(),
                plan.overridden(),
                plan.failed());
        return inWindows(work)
                .thenCompose(_ -> work.isEmpty() ? CompletableFuture.completedStage(view) : door.visible(view));
    }

    private CompletionStage<Done> inWindows(List<Supplier<CompletionStage<Outcome>>> work) {
        CompletionStage<Done> chain = CompletableFuture.completedStage(Done.getInstance());
        for (int from = 0; from < work.size(); from += AT_ONCE) {
            var window = work.subList(from, Math.min(work.size(), from + AT_ONCE));
            chain = chain.thenCompose(_ -> together(window)).thenCompose(door::settleAll);
        }
        return chain;
    }

    private static CompletionStage<List<Outcome>> together(List<Supplier<CompletionStage<Outcome>>> window) {
        CompletionStage<List<Outcome>> all = CompletableFuture.completedStage(new ArrayList<>(window.size()));
        for (var one : window) {
            all = all.thenCombine(one.get(), (outcomes, outcome) -> {
                outcomes.add(outcome);
                return outcomes;
            });
        }
        return all;
    }

    private CompletionStage<Outcome> add(Seed seed) {
        var id = ExtensionId.next(ids);
        door.self()
                .tell(new Reserve(
                        new ExtensionKey(seed.manifest().type(), seed.manifest().name()), id));
        return write(id, seed);
    }

    private CompletionStage<Outcome> write(ExtensionId id, Seed seed) {
        var manifest = seed.manifest();
        var draft = new ExtensionEntity.Draft(
                manifest.type(),
                manifest.name(),
                new Content(manifest.description(), manifest.definition(), manifest.permissions()),
                manifest.enabled(),
                AUTHOR,
                ApprovalId.next(ids),
                seed.digest(),
                seed.essential());
        return door.tell(id, replyTo -> new ExtensionEntity.Write(draft, null, replyTo));
    }

    private CompletionStage<Outcome> remove(ExtensionId id) {
        return door.tell(id, replyTo -> new ExtensionEntity.Delete(AUTHOR.by(), true, replyTo));
    }

    private static String named(Seed seed) {
        return new ExtensionKey(seed.manifest().type(), seed.manifest().name()).toString();
    }
}
