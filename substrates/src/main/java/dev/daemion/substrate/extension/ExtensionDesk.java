package dev.daemion.substrate.extension;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.check.Inspection;
import dev.daemion.extension.manifest.DocumentReader;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.Reading;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol.ChangeExtension;
import dev.daemion.kernel.protocol.ExtensionProtocol.PutExtension;
import dev.daemion.kernel.protocol.ExtensionProtocol.PutView;
import dev.daemion.kernel.protocol.ExtensionProtocol.RevertExtension;
import dev.daemion.kernel.protocol.StorageQuery;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/** The flows of the substrate's commands: read, inspect, decide, settle, answer. Stages over messages. */
record ExtensionDesk(ExtensionDoor door, Inspection inspection, IdSource ids, Executor blocking) {
    /** Which extension a name belongs to; a name nobody has is given to {@code fresh}. */
    record Claim(ExtensionKey key, ExtensionId fresh, ActorRef<StatusReply<Claimed>> replyTo)
            implements ExtensionProtocol.Message {}

    /** @param isNew true when the extension is yet to be made */
    record Claimed(ExtensionId id, boolean isNew) {}

    /** The extension that a name was given to was not made after all. */
    record Release(ExtensionKey key, ExtensionId id) implements ExtensionProtocol.Message {}

    CompletionStage<PutView> put(PutExtension command) {
        return inspected(command).thenCompose(submitted -> {
            var manifest = submitted.manifest();
            var key = new ExtensionKey(manifest.type(), manifest.name());
            return claim(key).thenCompose(claimed -> write(claimed, submitted, key));
        });
    }

    /** What was handed in, and whose it is. */
    private record Submitted(Manifest manifest, ExtensionAuthor author) {}

    private CompletionStage<PutView> write(Claimed claimed, Submitted submitted, ExtensionKey key) {
        var id = claimed.id();
        var author = submitted.author();
        var draft = draft(submitted.manifest(), author);
        return door.tell(id, replyTo -> new ExtensionEntity.Write(draft, null, replyTo))
                .thenCompose(outcome -> door.settle(outcome, author.threadId()))
                .whenComplete((_, failure) -> {
                    if (failure != null && claimed.isNew()) {
                        door.self().tell(new Release(key, id));
                    }
                })
                .thenCompose(outcome -> door.visible(new PutView(outcome.view(), claimed.isNew())));
    }

    CompletionStage<ExtensionView> change(ChangeExtension command) {
        return door.read(new StorageQuery.OneExtension(command.id())).thenCompose(present -> {
            var patch = command.patch();
            if (isToggleOnly(command)) {
                return toggle(
                        command.id(),
                        Boolean.TRUE.equals(patch.enabled()),
                        command.author().by());
            }
            var manifest = new Manifest(
                    present.type(),
                    present.name(),
                    patch.description() == null ? present.description() : patch.description(),
                    patch.definition() == null ? present.definition() : patch.definition(),
                    patch.permissions() == null ? present.permissions() : patch.permissions(),
                    patch.enabled());
            return CompletableFuture.supplyAsync(() -> inspection.inspect(manifest), blocking)
                    .thenCompose(findings -> findings.isEmpty()
                            ? changed(command, manifest)
                            : CompletableFuture.failedStage(invalid(findings)));
        });
    }

    private static boolean isToggleOnly(ChangeExtension command) {
        var patch = command.patch();
        return patch.definition() == null
                && patch.description() == null
                && patch.permissions() == null
                && patch.enabled() != null
                && command.expectedVersion() == null
                && !command.author().needsApproval();
    }

    private CompletionStage<ExtensionView> changed(ChangeExtension command, Manifest manifest) {
        var draft = draft(manifest, command.author());
        return door.tell(command.id(), replyTo -> new ExtensionEntity.Write(draft, command.expectedVersion(), replyTo))
                .thenCompose(outcome -> door.settle(outcome, command.author().threadId()))
                .thenCompose(outcome -> door.visible(outcome.view()));
    }

    CompletionStage<ExtensionView> toggle(ExtensionId id, boolean enabled, String by) {
        return door.tell(id, replyTo -> new ExtensionEntity.Toggle(enabled, by, replyTo))
                .thenCompose(outcome -> door.settle(outcome, null))
                .thenCompose(outcome -> door.visible(outcome.view()));
    }

    CompletionStage<Done> delete(ExtensionId id, String by) {
        return door.tell(id, replyTo -> new ExtensionEntity.Delete(by, false, replyTo))
                .thenCompose(outcome -> door.settle(outcome, null))
                .thenCompose(_ -> door.visible(Done.getInstance()));
    }

    /** A deleted extension gets its name back only when nobody has taken it. */
    CompletionStage<ExtensionView> revert(RevertExtension command) {
        return door.tell(command.id(), ExtensionEntity.Look::new)
                .thenCompose(outcome -> outcome.isDeleted() ? nameIsFree(outcome) : done())
                .thenCompose(_ -> door.tell(
                        command.id(),
                        replyTo -> new ExtensionEntity.Revert(
                                command.version(), command.change(), ApprovalId.next(ids), command.by(), replyTo)))
                .thenCompose(outcome -> door.settle(outcome, null))
                .thenCompose(outcome -> door.visible(outcome.view()));
    }

    private CompletionStage<Done> nameIsFree(Outcome outcome) {
        var id = outcome.view().id();
        var key = new ExtensionKey(outcome.view().type(), outcome.view().name());
        return door.asks()
                .<ExtensionProtocol.Message, Claimed>ask(door.self(), replyTo -> new Claim(key, id, replyTo))
                .thenCompose(claimed -> claimed.id().equals(id)
                        ? done()
                        : CompletableFuture.failedStage(new Problem(
                                ProblemCode.CONFLICT,
                                "another " + key.type().wire() + " is called " + key.name()
                                        + " by now: rename or delete that one first")));
    }

    CompletionStage<Done> resolved(ApprovalView approval) {
        var id = approval.extensionId();
        if (id == null) {
            return done();
        }
        var by = approval.decidedBy() == null ? "daemion" : approval.decidedBy();
        return door.tell(
                        id,
                        replyTo -> new ExtensionEntity.Resolve(
                                approval.id(), approval.contentHash(), approval.status(), by, replyTo))
                .thenCompose(outcome -> door.settle(outcome, null))
                .thenCompose(_ -> door.visible(Done.getInstance()));
    }

    /** After a start: asks about what waits, and takes over answers that came while nobody listened. */
    CompletionStage<Done> takeUp(ExtensionId id) {
        return door.tell(id, ExtensionEntity.Look::new).thenCompose(outcome -> {
            var waiting = outcome.waiting();
            return waiting == null
                    ? done()
                    : door.question(outcome, waiting, null).thenCompose(this::resolved);
        });
    }

    CompletionStage<List<Finding>> validate(String text) {
        return CompletableFuture.supplyAsync(() -> read(text), blocking).thenApply(reading -> switch (reading) {
            case Reading.Read<Manifest> _ -> List.<Finding>of();
            case Reading.Refused<Manifest>(var findings) -> findings;
        });
    }

    private CompletionStage<Submitted> inspected(PutExtension command) {
        return CompletableFuture.supplyAsync(() -> submitted(command), blocking);
    }

    private Submitted submitted(PutExtension command) {
        return switch (DocumentReader.read(command.text())) {
            case Reading.Refused<JsonNode>(var findings) -> throw invalid(findings);
            case Reading.Read<JsonNode>(var document) ->
                switch (inspection.inspect(document, DeclaredSource.KEYS)) {
                    case Reading.Refused<Manifest>(var findings) -> throw invalid(findings);
                    case Reading.Read<Manifest>(var manifest) ->
                        new Submitted(manifest, DeclaredSource.of(document, command.author()));
                };
        };
    }

    private Reading<Manifest> read(String text) {
        return switch (DocumentReader.read(text)) {
            case Reading.Refused<JsonNode>(var findings) -> new Reading.Refused<>(findings);
            case Reading.Read<JsonNode>(var document) -> inspection.inspect(document, DeclaredSource.KEYS);
        };
    }

    private CompletionStage<Claimed> claim(ExtensionKey key) {
        var fresh = ExtensionId.next(ids);
        return door.asks().ask(door.self(), replyTo -> new Claim(key, fresh, replyTo));
    }

    private ExtensionEntity.Draft draft(Manifest manifest, ExtensionAuthor author) {
        return new ExtensionEntity.Draft(
                manifest.type(),
                manifest.name(),
                new Content(manifest.description(), manifest.definition(), manifest.permissions()),
                manifest.enabled(),
                author,
                ApprovalId.next(ids),
                null,
                false);
    }

    private static Problem invalid(List<Finding> findings) {
        var first = findings.getFirst();
        var more = findings.size() == 1 ? "" : ", and " + (findings.size() - 1) + " more";
        return new Problem(
                ProblemCode.VALIDATION_FAILED,
                (first.pointer().isEmpty() ? "" : first.pointer() + ": ") + first.detail() + more,
                findings);
    }

    private static CompletionStage<Done> done() {
        return CompletableFuture.completedStage(Done.getInstance());
    }
}
