package dev.daemion.substrate.extension;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.extension.definition.ControlDefinition;
import dev.daemion.extension.definition.Definitions;
import dev.daemion.extension.reference.Reference;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.protocol.StorageQuery.IndexedExtension;
import dev.daemion.kernel.wire.CompactJson;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every extension in a few words, by id and by type and name: what lets names be unique and seeds be compared without
 * waking an entity. Definitions are kept only of what takes part. Owned by one actor: not thread-safe.
 */
final class ExtensionIndex {
    private final Map<ExtensionId, IndexedExtension> byId = new HashMap<>();
    private final Map<ExtensionKey, ExtensionId> byKey = new HashMap<>();
    private static final JsonNode NOTHING = CompactJson.of(JsonNodeFactory.instance.objectNode());

    private long sequence;

    void load(List<IndexedExtension> rows) {
        rows.forEach(this::put);
    }

    /** The id of what has that type and name now, and is not deleted. */
    Optional<ExtensionId> living(ExtensionKey key) {
        return Optional.ofNullable(byKey.get(key)).filter(id -> {
            var entry = byId.get(id);
            return entry == null || !entry.isDeleted();
        });
    }

    /** From now on the name belongs to that extension, which is about to be made. */
    void reserve(ExtensionKey key, ExtensionId id) {
        byKey.put(key, id);
    }

    /** The extension was not made after all. */
    void release(ExtensionKey key, ExtensionId id) {
        if (!byId.containsKey(id)) {
            byKey.remove(key, id);
        }
    }

    Optional<IndexedExtension> find(ExtensionId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Takes over how an extension stands; answers with how it stood before. */
    Optional<IndexedExtension> settle(Outcome outcome) {
        var waiting = outcome.waiting();
        var before = Optional.ofNullable(byId.get(outcome.view().id()));
        put(new IndexedExtension(
                outcome.view(),
                outcome.takesPart(),
                outcome.isEssential(),
                outcome.isOverridden(),
                outcome.isDeleted(),
                outcome.seedDigest(),
                waiting == null ? null : waiting.approvalId()));
        return before;
    }

    /** What takes part, oldest first. */
    Catalog catalog() {
        var extensions = byId.values().stream()
                .filter(IndexedExtension::takesPart)
                .map(IndexedExtension::view)
                .sorted(Comparator.comparing(view -> view.id().value()))
                .toList();
        return new Catalog(++sequence, extensions);
    }

    /** Every built-in that is known, deleted ones too, and every name that somebody else has. */
    Map<ExtensionKey, IndexedExtension> byKey() {
        var all = new HashMap<ExtensionKey, IndexedExtension>();
        byKey.forEach((key, id) -> find(id).ifPresent(entry -> all.put(key, entry)));
        return Map.copyOf(all);
    }

    /** What names nobody: no extension, and no model where one would do. */
    List<Finding> unknown(List<Reference> references, Catalog catalog) {
        return references.stream()
                .filter(reference -> reference.isOwn()
                        || reference.names().stream()
                                .allMatch(name -> living(new ExtensionKey(reference.type(), name))
                                        .isEmpty()))
                .map(reference -> ReferenceCheck.finding(reference, names(reference, catalog)))
                .flatMap(Optional::stream)
                .toList();
    }

    private List<String> names(Reference reference, Catalog catalog) {
        var names = byKey.keySet().stream()
                .filter(key -> key.type() == reference.type() && living(key).isPresent())
                .map(ExtensionKey::name);
        return reference.orModel()
                ? Stream.concat(
                                names,
                                Definitions.controls(catalog, ControlDefinition.Models.class).values().stream()
                                        .flatMap(models -> models.models().stream())
                                        .map(ControlDefinition.Model::alias))
                        .toList()
                : names.toList();
    }

    Stream<ExtensionId> waiting() {
        return byId.values().stream()
                .filter(entry -> entry.approvalId() != null && !entry.isDeleted())
                .map(entry -> entry.view().id());
    }

    /** Other themes that take part beside the one that was just chosen. */
    List<ExtensionId> otherThemes(ExtensionId chosen) {
        return byId.values().stream()
                .filter(entry -> entry.takesPart()
                        && entry.view().type() == ExtensionType.THEME
                        && !entry.view().id().equals(chosen))
                .map(entry -> entry.view().id())
                .toList();
    }

    static boolean isBuiltIn(IndexedExtension entry) {
        return entry.view().source() == ExtensionSource.BUILT_IN;
    }

    static @Nullable ApprovalId approvalOf(Optional<IndexedExtension> entry) {
        return entry.map(IndexedExtension::approvalId).orElse(null);
    }

    private void put(IndexedExtension entry) {
        var view = entry.view();
        byId.put(
                view.id(),
                entry.takesPart() ? with(entry, CompactJson.of(view.definition()), compact(view)) : light(entry));
        var key = new ExtensionKey(view.type(), view.name());
        var present = byKey.get(key);
        var holder = present == null ? null : byId.get(present);
        boolean isFree = present == null || present.equals(view.id()) || (holder != null && holder.isDeleted());
        if (isFree || !entry.isDeleted()) {
            byKey.put(key, view.id());
        }
    }

    private static @Nullable JsonNode compact(ExtensionView view) {
        return view.permissions() == null ? null : CompactJson.of(view.permissions());
    }

    private static IndexedExtension light(IndexedExtension entry) {
        return with(entry, NOTHING, null);
    }

    private static IndexedExtension with(IndexedExtension entry, JsonNode definition, @Nullable JsonNode permissions) {
        var view = entry.view();
        return new IndexedExtension(
                new ExtensionView(
                        view.id(),
                        view.type(),
                        view.name(),
                        view.description(),
                        definition,
                        view.source(),
                        view.enabled(),
                        view.status(),
                        view.version(),
                        view.ownerAgentId(),
                        permissions,
                        view.createdAt(),
                        // Most were never changed: one object will do for both.
                        view.updatedAt().equals(view.createdAt()) ? view.createdAt() : view.updatedAt()),
                entry.takesPart(),
                entry.isEssential(),
                entry.isOverridden(),
                entry.isDeleted(),
                entry.seedDigest(),
                entry.approvalId());
    }
}
