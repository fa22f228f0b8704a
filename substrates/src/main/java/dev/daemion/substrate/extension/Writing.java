package dev.daemion.substrate.extension;

import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.substrate.extension.ExtensionEntity.Draft;
import dev.daemion.substrate.extension.ExtensionEntity.Resolve;
import dev.daemion.substrate.extension.ExtensionState.Present;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which event a command makes of a state: the rules of the life cycle. Null means that nothing changes. */
final class Writing {
    private Writing() {}

    static ExtensionEvent first(Draft draft, Instant now) {
        boolean waits = draft.needsApproval(draft.author().source());
        return new ExtensionEvent.Created(
                draft.type(),
                draft.name(),
                version(draft, 1, now),
                !waits && isOnAtFirst(draft),
                waits ? draft.approvalId() : null,
                draft.seedDigest(),
                draft.isEssential());
    }

    static @Nullable ExtensionEvent next(Present state, Draft draft, Instant now) {
        var version = version(draft, state.youngest() + 1, now);
        if (draft.needsApproval(state.source())) {
            return proposed(state, draft, version);
        }
        var standing = state.standing();
        boolean isOn = draft.enabled() != null
                ? draft.enabled()
                : standing.approved() == null ? isOnAtFirst(draft) : standing.enabled();
        if (draft.author().source() == ExtensionSource.BUILT_IN) {
            isOn = standing.approved() == null ? isOn : standing.enabled();
        } else if (!isOn) {
            refuseEssential(state, "disabled");
        }
        boolean isSame = standing.proposed() == null
                && standing.approved() != null
                && state.version(standing.approved()).hash().equals(version.hash())
                && isOn == standing.enabled()
                && (draft.seedDigest() == null || draft.seedDigest().equals(state.seedDigest()));
        return isSame ? null : new ExtensionEvent.Updated(version, isOn, draft.seedDigest(), draft.isEssential());
    }

    private static @Nullable ExtensionEvent proposed(Present state, Draft draft, Version version) {
        var standing = state.standing();
        var compared = standing.visible();
        var waits = standing.proposed();
        boolean isSame = (waits != null && state.version(waits).hash().equals(version.hash()))
                || (waits == null
                        && compared != null
                        && state.version(compared).hash().equals(version.hash()));
        return isSame ? null : new ExtensionEvent.Proposed(version, draft.approvalId());
    }

    static @Nullable ExtensionEvent toggled(Present state, boolean enabled, String by, Instant now) {
        var standing = state.standing();
        if (standing.approved() == null) {
            throw new Problem(
                    ProblemCode.CONFLICT,
                    standing.status() == ExtensionStatus.REJECTED
                            ? state.name() + " was rejected: create it again to have it"
                            : state.name() + " waits for approval: approve or deny it first");
        }
        if (!enabled) {
            refuseEssential(state, "disabled");
        }
        return standing.enabled() == enabled ? null : new ExtensionEvent.Toggled(enabled, by, now);
    }

    /** An answer counts for the version it was asked about and for no other content; anything else changes nothing. */
    static @Nullable ExtensionEvent resolved(Present state, Resolve command, Instant now) {
        var proposed = state.proposed();
        if (proposed.isEmpty() || !command.approvalId().equals(state.standing().approvalId())) {
            return null;
        }
        var version = proposed.get();
        return switch (command.status()) {
            case PENDING -> null;
            case APPROVED -> {
                if (!version.hash().equals(command.contentHash())) {
                    throw new Problem(
                            ProblemCode.CONFLICT,
                            "the approval of " + state.name() + " was given for other content: it is not transferred");
                }
                yield new ExtensionEvent.Approved(
                        version.number(), version.hash(), command.approvalId(), command.by(), now);
            }
            case DENIED ->
                new ExtensionEvent.Denied(version.number(), version.hash(), command.approvalId(), command.by(), now);
            case EXPIRED -> new ExtensionEvent.Expired(version.number(), command.approvalId(), command.by(), now);
        };
    }

    static void refuseEssential(Present state, String verb) {
        if (state.isEssential()) {
            throw new Problem(
                    ProblemCode.ESSENTIAL_EXTENSION,
                    state.name() + " is essential: Daemion does not work without it, so it cannot be " + verb
                            + ". You can change it instead");
        }
    }

    /** A job fires on its own, so it is off until somebody says otherwise. */
    private static boolean isOnAtFirst(Draft draft) {
        return draft.enabled() == null ? draft.type() != ExtensionType.JOB : draft.enabled();
    }

    private static Version version(Draft draft, int number, Instant now) {
        var author = draft.author();
        return new Version(
                number,
                draft.content(),
                draft.content().hash(draft.type(), draft.name()),
                author.source(),
                author.agentId(),
                author.by(),
                now);
    }
}
