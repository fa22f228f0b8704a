package dev.daemion.substrate.extension;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.check.Inspection;
import dev.daemion.extension.manifest.DocumentReader;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.Reading;
import dev.daemion.extension.reference.JobChains;
import dev.daemion.kernel.approval.ApprovalStatus;
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
import dev.daemion.kernel.protocol.ExtensionProtocol.Validation;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.wire.Json;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/** The flows of the substrate's commands: read, inspect, decide, settle, answer. Stages over messages. */
record ExtensionDesk(
        ExtensionDoor door, ReferenceCheck references, Inspection inspection, IdSource ids, Executor blocking) {
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
            return references.inTurn(
                    manifest.type(),
                    () -> fitsAmongOthers(manifest, submitted.author())
                            .thenCompose(_ -> claim(key))
                            .thenCompose(claimed -> write(claimed, submitted, key)));
        });
    }

    private CompletionStage<Done> fitsAmongOthers(Manifest manifest, ExtensionAuthor author) {
        return references.chains(
                manifest.type(), new JobChains.Job(manifest.name(), manifest.definition()), author.needsApproval());
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
                .thenCombine(
                        references.unknown(submitted.manifest()),
                        (outcome, warnings) -> new PutView(outcome.view(), claimed.isNew(), warnings))
                .thenCompose(door::visible);
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
            var text = patched(present, patch);
            return CompletableFuture.supplyAsync(() -> readable(text), blocking)
                    .thenCompose(manifest -> references.inTurn(
                            manifest.type(),
                            () -> fitsAmongOthers(manifest, command.author())
                                    .thenCompose(_ -> changed(command, manifest))));
        });
    }

    /** The whole record as it would be, so that a change is read within the very limits of a new one. */
    private static String patched(ExtensionView present, ExtensionProtocol.ExtensionPatch patch) {
        var record = Json.stored().createObjectNode();
        record.put("type", present.type().wire());
        record.put("name", present.name());
        record.put("description", patch.description() == null ? present.description() : patch.description());
        record.set("definition", patch.definition() == null ? present.definition() : patch.definition());
        record.set("permissions", patch.permissions() == null ? present.permissions() : patch.permissions());
        if (patch.enabled() != null) {
            record.put("enabled", patch.enabled());
        }
        return record.toString();
    }

    private Manifest readable(String text) {
        return switch (read(text)) {
            case Reading.Refused<Manifest>(var findings) -> throw invalid(findings);
            case Reading.Read<Manifest>(var manifest) -> manifest;
        };
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
                .thenCompose(_ -> reverted(command, true))
                .thenCompose(outcome -> references.inTurn(
                        outcome.view().type(),
                        () -> standsAmongOthers(outcome)
                                .thenCompose(_ -> reverted(command, false))
                                .thenCompose(now -> door.settle(now, command.threadId()))))
                .thenCompose(outcome -> door.visible(outcome.view()));
    }

    private CompletionStage<Outcome> reverted(RevertExtension command, boolean isRehearsal) {
        return door.tell(
                command.id(),
                replyTo -> new ExtensionEntity.Revert(
                        command.version(), command.change(), ApprovalId.next(ids), command.by(), isRehearsal, replyTo));
    }

    /** What would be in force again must not close a circle that others have begun meanwhile. */
    private CompletionStage<Done> standsAmongOthers(Outcome outcome) {
        var view = outcome.view();
        return outcome.hasVersionInForce() && !outcome.isDeleted()
                ? references.chainsNow(view.type(), new JobChains.Job(view.name(), view.definition()))
                : done();
    }

    /** Fails with CONFLICT when what was asked about no longer waits, or could not come into force. */
    CompletionStage<Done> mayApprove(ExtensionProtocol.MayApprove query) {
        return door.tell(query.id(), ExtensionEntity.Look::new).thenCompose(outcome -> {
            var waiting = outcome.waiting();
            if (waiting == null || outcome.isDeleted() || !waiting.approvalId().equals(query.approvalId())) {
                return CompletableFuture.failedStage(new Problem(
                        ProblemCode.CONFLICT,
                        outcome.view().name() + " was changed since this was asked: what it asks about no longer"
                                + " waits, and an approval is never transferred to other content"));
            }
            return references.chainsNow(
                    outcome.view().type(),
                    new JobChains.Job(outcome.view().name(), waiting.shown().path("definition")));
        });
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
        boolean isApproved = approval.status() == ApprovalStatus.APPROVED;
        return door.tell(id, ExtensionEntity.Look::new)
                .thenCompose(outcome -> references.inTurn(
                        outcome.view().type(),
                        () -> (isApproved ? stillFits(approval, outcome) : done())
                                .thenCompose(_ -> resolved(approval, id, by))));
    }

    /** Asked once more in its turn: between the look before the answer and here another job may have come. */
    private CompletionStage<Done> stillFits(ApprovalView approval, Outcome outcome) {
        var waiting = outcome.waiting();
        return waiting == null || !waiting.approvalId().equals(approval.id())
                ? done()
                : references.chainsNow(
                        outcome.view().type(),
                        new JobChains.Job(outcome.view().name(), waiting.shown().path("definition")));
    }

    private CompletionStage<Done> resolved(ApprovalView approval, ExtensionId id, String by) {
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

    CompletionStage<Validation> validate(String text) {
        return CompletableFuture.supplyAsync(() -> read(text), blocking).thenCompose(reading -> switch (reading) {
            case Reading.Read<Manifest>(var manifest) ->
                references
                        .chains(manifest.type(), new JobChains.Job(manifest.name(), manifest.definition()), false)
                        .handle((_, failure) -> failure == null ? List.<Finding>of() : findings(failure))
                        .thenCombine(references.unknown(manifest), Validation::new);
            case Reading.Refused<Manifest>(var findings) ->
                CompletableFuture.completedStage(new Validation(findings, List.of()));
        });
    }

    private static List<Finding> findings(Throwable failure) {
        var cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof Problem problem && !problem.findings().isEmpty()) {
            return problem.findings();
        }
        throw new CompletionException(cause);
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
