package dev.daemion.substrate.extension;

import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.id.ApprovalId;
import org.jspecify.annotations.Nullable;

/**
 * How an extension stands: which version is in force, which waits, whether it takes part.
 *
 * @param approved number of the version in force, null when none ever was
 * @param proposed number of the version that waits for approval, null when none does
 * @param approvalId the question to a person about {@code proposed}, null without one
 * @param isOverridden true for a built-in that a person has changed
 */
public record Standing(
        @Nullable Integer approved,
        @Nullable Integer proposed,
        @Nullable ApprovalId approvalId,
        ExtensionStatus status,
        boolean enabled,
        boolean isOverridden,
        boolean isDeleted) {
    /** Before anything happened. */
    static final Standing NOTHING = new Standing(null, null, null, ExtensionStatus.PENDING, false, false, false);

    /**
     * How things stand after an event. The entity and the read table both ask here, so that they cannot disagree.
     *
     * @param isBuiltIn true when the extension came from a seed
     */
    public static Standing after(@Nullable Standing before, boolean isBuiltIn, ExtensionEvent event) {
        var now = before == null ? NOTHING : before;
        return switch (event) {
            case ExtensionEvent.Created created -> {
                var number = created.version().number();
                yield created.approvalId() == null
                        ? now.inForce(number, created.enabled())
                        : now.waiting(number, created.approvalId());
            }
            case ExtensionEvent.Updated updated -> {
                var next = now.inForce(updated.version().number(), updated.enabled());
                yield isBuiltIn && updated.seedDigest() == null ? next.overridden(true) : next;
            }
            case ExtensionEvent.Proposed proposed ->
                now.waiting(proposed.version().number(), proposed.approvalId());
            case ExtensionEvent.Approved approved -> {
                // A new one takes part from its approval on; a new version of one that is off stays off.
                var next = now.inForce(approved.version(), now.approved() == null || now.enabled());
                yield isBuiltIn ? next.overridden(true) : next;
            }
            case ExtensionEvent.Denied _, ExtensionEvent.Expired _ -> now.refused();
            case ExtensionEvent.Toggled toggled -> now.toggled(toggled.enabled());
            case ExtensionEvent.Deleted _ -> now.deleted();
            case ExtensionEvent.Reverted reverted -> reverted.standing();
            case ExtensionEvent.Reminded _ -> now;
        };
    }

    private Standing toggled(boolean isEnabled) {
        var newStatus = isEnabled ? ExtensionStatus.ACTIVE : ExtensionStatus.DISABLED;
        return new Standing(approved, proposed, approvalId, newStatus, isEnabled, isOverridden, isDeleted);
    }

    /** A version is in force from now on, and nothing waits. */
    Standing inForce(int version, boolean isEnabled) {
        var newStatus = isEnabled ? ExtensionStatus.ACTIVE : ExtensionStatus.DISABLED;
        return new Standing(version, null, null, newStatus, isEnabled, isOverridden, false);
    }

    /** A version waits; one that is in force stays in force. */
    Standing waiting(int version, ApprovalId approval) {
        var newStatus = approved == null ? ExtensionStatus.PENDING : status;
        return new Standing(approved, version, approval, newStatus, enabled, isOverridden, false);
    }

    /** Nothing waits any more, and what waited was not taken. */
    Standing refused() {
        var newStatus = approved == null ? ExtensionStatus.REJECTED : status;
        return new Standing(approved, null, null, newStatus, enabled, isOverridden, isDeleted);
    }

    Standing overridden(boolean isOwn) {
        return new Standing(approved, proposed, approvalId, status, enabled, isOwn, isDeleted);
    }

    Standing deleted() {
        return new Standing(approved, null, null, status, enabled, isOverridden, true);
    }

    /** The version people see: the one in force, else the one that waits. */
    @Nullable
    public Integer visible() {
        return approved == null ? proposed : approved;
    }
}
