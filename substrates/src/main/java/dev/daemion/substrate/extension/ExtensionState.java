package dev.daemion.substrate.extension;

import dev.daemion.extension.canonical.CanonicalJson;
import dev.daemion.kernel.extension.ExtensionChange;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.journal.JournalEntry;
import dev.daemion.kernel.journal.JournalName;
import dev.daemion.kernel.wire.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an extension entity knows: every version, and how things stood after every change. */
public sealed interface ExtensionState extends JournalEntry {
    ExtensionState apply(ExtensionEvent event);

    @JournalName("extension-state-absent")
    record Absent() implements ExtensionState {
        @Override
        public ExtensionState apply(ExtensionEvent event) {
            if (!(event instanceof ExtensionEvent.Created created)) {
                throw new IllegalStateException(event.getClass().getSimpleName() + " before an extension was created");
            }
            return new Present(
                            created.type(),
                            created.name(),
                            created.seedDigest(),
                            created.isEssential(),
                            false,
                            List.of(created.version()),
                            List.of())
                    .plus(ExtensionChange.CREATED, Standing.after(null, false, event), event);
        }
    }

    /**
     * One entry of the history.
     *
     * @param youngest number of the youngest version at that time
     */
    record Change(ExtensionChange what, Standing standing, int youngest, String by, Instant at) {}

    /**
     * @param seedDigest SHA-256 of the seed's file or the agent's folder it was last brought in line with; null without
     *     one, and once it has vanished
     * @param isReminded true when people were told a second time that a version waits
     * @param versions all of them, by number
     * @param changes all of them, oldest first; the last says how things stand
     */
    @JournalName("extension-state-present")
    record Present(
            ExtensionType type,
            String name,
            @Nullable String seedDigest,
            boolean isEssential,
            boolean isReminded,
            List<Version> versions,
            List<Change> changes)
            implements ExtensionState {
        public Present {
            versions = List.copyOf(versions);
            changes = List.copyOf(changes);
        }

        @Override
        public ExtensionState apply(ExtensionEvent event) {
            var next = Standing.after(standing(), isBuiltIn(), event);
            return switch (event) {
                case ExtensionEvent.Created _ -> throw new IllegalStateException(name + " was created twice");
                case ExtensionEvent.Updated updated ->
                    (updated.seedDigest() == null
                                    ? with(updated.version())
                                    : with(updated.version()).seeded(updated.seedDigest(), updated.isEssential()))
                            .plus(ExtensionChange.UPDATED, next, event);
                case ExtensionEvent.Proposed proposed ->
                    with(proposed.version()).reminded(false).plus(ExtensionChange.PROPOSED, next, event);
                case ExtensionEvent.Approved _ -> plus(ExtensionChange.APPROVED, next, event);
                case ExtensionEvent.Denied _ -> plus(ExtensionChange.DENIED, next, event);
                case ExtensionEvent.Expired _ -> plus(ExtensionChange.EXPIRED, next, event);
                case ExtensionEvent.Toggled toggled ->
                    plus(toggled.enabled() ? ExtensionChange.ENABLED : ExtensionChange.DISABLED, next, event);
                case ExtensionEvent.Deleted deleted ->
                    (deleted.wentWithSeed() ? seeded(null, isEssential) : this)
                            .plus(ExtensionChange.DELETED, next, event);
                case ExtensionEvent.Reverted reverted -> {
                    var grown = this;
                    for (var version : reverted.versions()) {
                        grown = grown.with(version);
                    }
                    yield grown.reminded(false).plus(ExtensionChange.REVERTED, next, event);
                }
                case ExtensionEvent.Reminded _ -> reminded(true);
            };
        }

        Standing standing() {
            return changes.getLast().standing();
        }

        boolean isBuiltIn() {
            return source() == ExtensionSource.BUILT_IN;
        }

        /** Where it came from; a later version by somebody else does not change that. */
        ExtensionSource source() {
            return versions.getFirst().source();
        }

        Version version(int number) {
            return versions.get(number - 1);
        }

        int youngest() {
            return versions.size();
        }

        /** True when a version of a built-in says something else than its seed: then it is a person's, and stays. */
        boolean differsFromSeed(int number) {
            var seed = versions.stream()
                    .filter(version -> version.source() == ExtensionSource.BUILT_IN
                            && version.by().equals(SeedSync.AUTHOR.by()))
                    .reduce((_, later) -> later);
            return isBuiltIn()
                    && (seedDigest == null
                            || seed.isEmpty()
                            || !seed.get().hash().equals(version(number).hash()));
        }

        /** The version people see: the one in force, else the one that waits, else the youngest. */
        Version visible() {
            var number = standing().visible();
            return version(number == null ? youngest() : number);
        }

        Optional<Version> proposed() {
            return Optional.ofNullable(standing().proposed()).map(this::version);
        }

        boolean wasEverApproved(int number) {
            return changes.stream()
                    .anyMatch(change ->
                            Integer.valueOf(number).equals(change.standing().approved()));
        }

        /** The one text of how things stood after a change: equal texts mean nothing a person could tell apart. */
        String image(int change) {
            var standing = changes.get(change - 1).standing();
            var visible = standing.visible();
            return CanonicalJson.of(Json.stored()
                    .valueToTree(Arrays.asList(
                            version(visible == null ? changes.get(change - 1).youngest() : visible)
                                    .content(),
                            standing.approved() == null
                                    ? null
                                    : version(standing.approved()).content(),
                            standing.proposed() == null
                                    ? null
                                    : version(standing.proposed()).content(),
                            standing.status(),
                            standing.enabled(),
                            standing.isDeleted())));
        }

        ExtensionView view(ExtensionId id) {
            var shown = visible();
            var standing = standing();
            return new ExtensionView(
                    id,
                    type,
                    name,
                    shown.content().description(),
                    shown.content().definition(),
                    source(),
                    standing.enabled(),
                    standing.status(),
                    shown.number(),
                    versions.getFirst().ownerAgentId(),
                    shown.content().permissions(),
                    versions.getFirst().at(),
                    changes.getLast().at());
        }

        private Present with(Version version) {
            var longer = new ArrayList<>(versions);
            longer.add(version);
            return new Present(type, name, seedDigest, isEssential, isReminded, longer, changes);
        }

        private Present seeded(@Nullable String digest, boolean essential) {
            return new Present(type, name, digest, essential, isReminded, versions, changes);
        }

        private Present reminded(boolean value) {
            return new Present(type, name, seedDigest, isEssential, value, versions, changes);
        }

        Present plus(ExtensionChange what, Standing standing, ExtensionEvent event) {
            var longer = new ArrayList<>(changes);
            longer.add(new Change(what, standing, youngest(), event.by(), event.at()));
            return new Present(type, name, seedDigest, isEssential, isReminded, versions, longer);
        }
    }
}
