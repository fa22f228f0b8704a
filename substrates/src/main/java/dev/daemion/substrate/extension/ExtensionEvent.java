package dev.daemion.substrate.extension;

import dev.daemion.kernel.extension.ExtensionChange;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.journal.JournalEntry;
import dev.daemion.kernel.journal.JournalName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What happened to one extension. Persistence id {@code extension|<ExtensionId>}. */
public sealed interface ExtensionEvent extends JournalEntry {
    String by();

    Instant at();

    /** What people are told of it; empty for what changes nothing. */
    default Optional<ExtensionChange> change() {
        return switch (this) {
            case Created _ -> Optional.of(ExtensionChange.CREATED);
            case Updated _ -> Optional.of(ExtensionChange.UPDATED);
            case Proposed _ -> Optional.of(ExtensionChange.PROPOSED);
            case Approved _ -> Optional.of(ExtensionChange.APPROVED);
            case Denied _ -> Optional.of(ExtensionChange.DENIED);
            case Expired _ -> Optional.of(ExtensionChange.EXPIRED);
            case Toggled toggled -> Optional.of(toggled.enabled() ? ExtensionChange.ENABLED : ExtensionChange.DISABLED);
            case Deleted _ -> Optional.of(ExtensionChange.DELETED);
            case Reverted _ -> Optional.of(ExtensionChange.REVERTED);
            case Reminded _ -> Optional.empty();
        };
    }

    /** The versions it adds, in order. */
    default List<Version> added() {
        return switch (this) {
            case Created created -> List.of(created.version());
            case Updated updated -> List.of(updated.version());
            case Proposed proposed -> List.of(proposed.version());
            case Reverted reverted -> reverted.versions();
            case Approved _, Denied _, Expired _, Toggled _, Deleted _, Reminded _ -> List.of();
        };
    }

    /**
     * The first version, in force at once or waiting.
     *
     * @param enabled whether it takes part; false while it waits
     * @param approvalId null when it needs no approval
     * @param seedDigest SHA-256 of the seed's file, null unless built in
     */
    @JournalName("extension-created")
    record Created(
            ExtensionType type,
            String name,
            Version version,
            boolean enabled,
            @Nullable ApprovalId approvalId,
            @Nullable String seedDigest,
            boolean isEssential)
            implements ExtensionEvent {
        @Override
        public String by() {
            return version.by();
        }

        @Override
        public Instant at() {
            return version.at();
        }

        public ExtensionSource source() {
            return version.source();
        }
    }

    /**
     * A further version that counts at once.
     *
     * @param seedDigest the seed it comes from; null when a person made it
     */
    @JournalName("extension-updated")
    record Updated(
            Version version, boolean enabled, @Nullable String seedDigest, boolean isEssential)
            implements ExtensionEvent {
        @Override
        public String by() {
            return version.by();
        }

        @Override
        public Instant at() {
            return version.at();
        }
    }

    /** A further version that waits for a person. */
    @JournalName("extension-proposed")
    record Proposed(Version version, ApprovalId approvalId) implements ExtensionEvent {
        @Override
        public String by() {
            return version.by();
        }

        @Override
        public Instant at() {
            return version.at();
        }
    }

    /** @param hash of exactly the content that was approved */
    @JournalName("extension-approved")
    record Approved(int version, String hash, ApprovalId approvalId, String by, Instant at) implements ExtensionEvent {}

    @JournalName("extension-denied")
    record Denied(int version, String hash, ApprovalId approvalId, String by, Instant at) implements ExtensionEvent {}

    /** Nobody answered in time. */
    @JournalName("extension-expired")
    record Expired(int version, ApprovalId approvalId, String by, Instant at) implements ExtensionEvent {}

    @JournalName("extension-toggled")
    record Toggled(boolean enabled, String by, Instant at) implements ExtensionEvent {}

    /**
     * @param seedGone true when a built-in went because its seed did: one that comes back makes it anew; null in rows
     *     of before there was a difference
     */
    @JournalName("extension-deleted")
    record Deleted(String by, Instant at, @Nullable Boolean seedGone) implements ExtensionEvent {
        public boolean wentWithSeed() {
            return Boolean.TRUE.equals(seedGone);
        }
    }

    /**
     * Back to how things stood.
     *
     * @param versions copies of earlier contents under new numbers; may be empty
     */
    @JournalName("extension-reverted")
    record Reverted(List<Version> versions, Standing standing, String by, Instant at) implements ExtensionEvent {
        public Reverted {
            versions = List.copyOf(versions);
        }
    }

    /** People were told once more that a version waits. */
    @JournalName("extension-reminded")
    record Reminded(int version, String by, Instant at) implements ExtensionEvent {}
}
