package dev.daemion.substrate.extension;

import dev.daemion.extension.check.Inspection;
import dev.daemion.extension.manifest.ManifestReader;
import dev.daemion.extension.manifest.Reading;
import dev.daemion.extension.seed.Seed;
import dev.daemion.extension.seed.SeedFile;
import dev.daemion.extension.seed.SeedReader;
import dev.daemion.kernel.extension.ReseedView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.protocol.StorageQuery.IndexedExtension;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has to happen so that the built-ins agree with the seeds. Made off the actor from a copy of the index: a seed
 * whose file has the digest it was last brought in line with is not even read, so that a start with nothing new costs
 * little.
 *
 * @param add seeds of names that nobody has
 * @param change seeds that differ from what is there
 * @param remove built-ins whose seed has vanished
 * @param overridden what a person made of a built-in or of its name, and what they deleted: left as it is
 */
record SeedPlan(
        List<Seed> add,
        List<Change> change,
        List<Removal> remove,
        List<String> unchanged,
        List<String> overridden,
        List<ReseedView.Failure> failed) {

    record Change(ExtensionId id, Seed seed) {}

    record Removal(ExtensionId id, ExtensionKey key) {}

    static SeedPlan of(List<SeedFile> files, Map<ExtensionKey, IndexedExtension> known, Inspection inspection) {
        var plan = new SeedPlan(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
        var reader = new SeedReader();
        Set<ExtensionKey> present = new HashSet<>();
        for (var file : files) {
            var key = key(file);
            if (key != null) {
                present.add(key);
            }
            var entry = key == null ? null : holder(known.get(key));
            if (entry != null && key != null && isSomebodys(entry)) {
                plan.overridden().add(key.toString());
            } else if (entry != null && key != null && file.digest().equals(entry.seedDigest())) {
                plan.unchanged().add(key.toString());
            } else {
                plan.place(file, entry, reader, inspection);
            }
        }
        known.forEach((key, entry) -> {
            if (ExtensionIndex.isBuiltIn(entry) && !entry.isDeleted() && !present.contains(key)) {
                if (entry.isOverridden()) {
                    plan.overridden().add(key.toString());
                } else {
                    plan.remove().add(new Removal(entry.view().id(), key));
                }
            }
        });
        return plan;
    }

    /** What a seed's name belongs to: not to what a person deleted of their own, nor to what went with its seed. */
    private static @Nullable IndexedExtension holder(@Nullable IndexedExtension entry) {
        boolean isFree =
                entry != null && entry.isDeleted() && (!ExtensionIndex.isBuiltIn(entry) || entry.seedDigest() == null);
        return isFree ? null : entry;
    }

    /** A person's extension of that name, their own version of a built-in, or a built-in they deleted. */
    private static boolean isSomebodys(IndexedExtension entry) {
        return !ExtensionIndex.isBuiltIn(entry) || entry.isOverridden() || entry.isDeleted();
    }

    private void place(SeedFile file, @Nullable IndexedExtension entry, SeedReader reader, Inspection inspection) {
        switch (reader.read(file)) {
            case Reading.Refused<Seed>(var findings) -> failed.add(new ReseedView.Failure(file.path(), findings));
            case Reading.Read<Seed>(var seed) -> {
                var findings = inspection.inspect(seed.manifest());
                if (!findings.isEmpty()) {
                    failed.add(new ReseedView.Failure(file.path(), findings));
                } else if (entry == null) {
                    add.add(seed);
                } else {
                    change.add(new Change(entry.view().id(), seed));
                }
            }
        }
    }

    /** What the path says the seed is; null for a path that says nothing. */
    private static @Nullable ExtensionKey key(SeedFile file) {
        return ManifestReader.type(file.folder())
                .map(type -> new ExtensionKey(type, file.stem()))
                .orElse(null);
    }
}
