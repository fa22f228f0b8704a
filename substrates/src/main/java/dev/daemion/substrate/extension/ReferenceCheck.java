package dev.daemion.substrate.extension;

import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.NearestName;
import dev.daemion.extension.reference.JobChains;
import dev.daemion.extension.reference.Reference;
import dev.daemion.extension.reference.References;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/**
 * What an extension means to the others. Chains of jobs that come back are refused wherever content comes in or comes
 * into force; names that nobody has are told.
 */
final class ReferenceCheck {
    private final ExtensionDoor door;
    /** Completes when the job that was last let in has been dealt with. */
    private final AtomicReference<CompletionStage<Done>> turn =
            new AtomicReference<>(CompletableFuture.completedStage(Done.getInstance()));

    /** Which of these name nobody. */
    record Unknown(List<Reference> references, ActorRef<StatusReply<List<Finding>>> replyTo)
            implements ExtensionProtocol.Message {}

    ReferenceCheck(ExtensionDoor door) {
        this.door = door;
    }

    /** Names that nobody has, with the nearest that somebody has. */
    CompletionStage<List<Finding>> unknown(Manifest manifest) {
        return unknown(door, manifest);
    }

    static CompletionStage<List<Finding>> unknown(ExtensionDoor door, Manifest manifest) {
        var references = References.of(manifest).stream()
                .filter(reference ->
                        reference.type() != manifest.type() || !reference.name().equals(manifest.name()))
                .toList();
        return references.isEmpty()
                ? CompletableFuture.completedStage(List.of())
                : door.asks().ask(door.self(), replyTo -> new Unknown(references, replyTo));
    }

    /** @param known every name that would do; empty when this one is among them */
    static Optional<Finding> finding(Reference reference, List<String> known) {
        boolean isThere = known.contains(reference.name());
        if (reference.isOwn()) {
            return isThere
                    ? Optional.of(new Finding(
                            reference.pointer(),
                            "the " + reference.type().wire() + " '" + reference.name()
                                    + "' is there already and is what typing it calls; choose another word"))
                    : Optional.empty();
        }
        if (isThere) {
            return Optional.empty();
        }
        var what = reference.type().wire() + (reference.orModel() ? " or model" : "");
        return Optional.of(new Finding(
                reference.pointer(),
                "names the " + what + " '" + reference.name() + "', which does not exist yet"
                        + NearestName.hint(reference.name(), known)));
    }

    /**
     * One job after the other: what is checked against the others is carried out before the next is checked.
     *
     * @param work that checks with {@link #chains} and then changes something
     */
    <T> CompletionStage<T> inTurn(ExtensionType type, Supplier<CompletionStage<T>> work) {
        if (type != ExtensionType.JOB) {
            return work.get();
        }
        var done = new CompletableFuture<Done>();
        return turn.getAndSet(done)
                .thenCompose(_ -> work.get())
                .whenComplete((_, _) -> done.complete(Done.getInstance()));
    }

    /**
     * Fails with VALIDATION_FAILED when a job would close a circle.
     *
     * @param withWaiting true to count what waits for approval too: a person's own change is not held up by a proposal,
     *     which is checked again when it is approved
     */
    CompletionStage<Done> chains(ExtensionType type, JobChains.Job job, boolean withWaiting) {
        return circle(type, job, withWaiting, ProblemCode.VALIDATION_FAILED);
    }

    /** Fails with CONFLICT when a job that waits would close a circle by now. */
    CompletionStage<Done> chainsNow(ExtensionType type, JobChains.Job job) {
        return circle(type, job, false, ProblemCode.CONFLICT);
    }

    private static Problem problem(ProblemCode code, Finding finding) {
        return code == ProblemCode.VALIDATION_FAILED
                ? new Problem(code, finding.pointer() + ": " + finding.detail(), List.of(finding))
                : new Problem(code, finding.detail());
    }

    private CompletionStage<Done> circle(ExtensionType type, JobChains.Job job, boolean withWaiting, ProblemCode code) {
        if (type != ExtensionType.JOB) {
            return CompletableFuture.completedStage(Done.getInstance());
        }
        return door.visible(Done.getInstance())
                .thenCompose(_ -> door.read(new StorageQuery.JobVersions()))
                .thenCompose(versions -> {
                    var others = versions.stream()
                            .filter(version -> withWaiting || version.isInForce())
                            .map(version -> new JobChains.Job(version.name(), version.definition()))
                            .toList();
                    return JobChains.check(job, others)
                            .<CompletionStage<Done>>map(
                                    finding -> CompletableFuture.failedStage(problem(code, finding)))
                            .orElseGet(() -> CompletableFuture.completedStage(Done.getInstance()));
                });
    }
}
