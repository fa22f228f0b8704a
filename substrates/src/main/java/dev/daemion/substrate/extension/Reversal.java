package dev.daemion.substrate.extension;

import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.substrate.extension.ExtensionState.Present;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the event that takes an extension back. Throws {@link Problem} where there is no way back. */
final class Reversal {
    private final Present state;
    private final ApprovalId approvalId;
    private final String by;
    private final Instant at;
    private final List<Version> added = new ArrayList<>();

    /** @param approvalId for what waits again afterwards, should anything wait */
    Reversal(Present state, ApprovalId approvalId, String by, Instant at) {
        this.state = state;
        this.approvalId = approvalId;
        this.by = by;
        this.at = at;
    }

    /** The content of an earlier version comes into force; whether it takes part stays as it is. */
    ExtensionEvent.Reverted toVersion(int number) {
        if (number < 1 || number > state.youngest()) {
            throw new Problem(
                    ProblemCode.NOT_FOUND,
                    "there is no version " + number + " of " + state.name() + ": it has 1 to " + state.youngest());
        }
        if (!state.wasEverApproved(number)) {
            throw new Problem(
                    ProblemCode.CONFLICT,
                    "version " + number + " of " + state.name() + " was never approved: going back to it would pass the"
                            + " approval by");
        }
        var now = state.standing();
        boolean isOn = now.approved() != null && now.enabled();
        var next = now.inForce(again(number, now.approved()), isOn);
        return reverted(next.overridden(state.differsFromSeed(number)));
    }

    /** Everything stands again as it did after that change. */
    ExtensionEvent.Reverted toChange(int number) {
        if (number < 1 || number > state.changes().size()) {
            throw new Problem(
                    ProblemCode.NOT_FOUND,
                    "there is no change " + number + " of " + state.name() + ": it has 1 to "
                            + state.changes().size());
        }
        var change = state.changes().get(number - 1);
        var then = change.standing();
        var now = state.standing();
        boolean isOff = then.isDeleted() || !then.enabled();
        if (state.isEssential() && isOff && now.enabled()) {
            throw new Problem(
                    ProblemCode.ESSENTIAL_EXTENSION,
                    state.name() + " is essential: Daemion does not work without it, so it is not switched off");
        }
        var approved = then.approved() == null ? null : Integer.valueOf(again(then.approved(), now.approved()));
        var proposed = then.proposed() == null ? null : Integer.valueOf(again(then.proposed(), now.proposed()));
        if (approved == null && proposed == null) {
            again(change.youngest(), state.youngest()); // what was refused is what people saw, so they see it again
        }
        boolean waitsAlready = proposed != null && proposed.equals(now.proposed());
        return reverted(new Standing(
                approved,
                proposed,
                proposed == null ? null : waitsAlready ? now.approvalId() : approvalId,
                then.status(),
                then.enabled(),
                then.approved() == null ? then.isOverridden() : state.differsFromSeed(then.approved()),
                then.isDeleted()));
    }

    /** The present number when it says the same, else the number of a new copy. */
    private int again(int wanted, @Nullable Integer present) {
        var source = state.version(wanted);
        if (present != null && state.version(present).hash().equals(source.hash())) {
            return present;
        }
        int number = state.youngest() + added.size() + 1;
        added.add(new Version(number, source.content(), source.hash(), source.source(), source.ownerAgentId(), by, at));
        return number;
    }

    private ExtensionEvent.Reverted reverted(Standing standing) {
        return new ExtensionEvent.Reverted(added, standing, by, at);
    }
}
