package dev.daemion.substrate.extension;

import dev.daemion.extension.check.Inspection;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.Reading;
import dev.daemion.extension.seed.AgentFolder;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ReseedView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.protocol.StorageQuery.IndexedExtension;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has to happen so that the agents agree with their folders. An agent comes from a folder when it is a person's
 * and has the digest of one. A folder counts when it has changed: an edit made elsewhere stays until then.
 *
 * @param write folders that differ from what is there; a null id is yet to be given
 * @param remove agents whose folder has vanished; one whose folder is broken stays as it was
 */
record FolderPlan(
        List<Write> write,
        List<Removal> remove,
        List<String> added,
        List<String> changed,
        List<String> unchanged,
        List<ReseedView.Failure> failed) {
    private static final String PLACE = "agents/";

    record Write(@Nullable ExtensionId id, Manifest manifest, String digest) {}

    record Removal(ExtensionId id, ExtensionKey key) {}

    static FolderPlan of(List<AgentFolder> folders, Map<ExtensionKey, IndexedExtension> known, Inspection inspection) {
        var plan = new FolderPlan(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
        Set<ExtensionKey> present = new HashSet<>();
        for (var folder : folders) {
            var key = new ExtensionKey(ExtensionType.AGENT, folder.name());
            present.add(key);
            plan.place(folder, key, known.get(key), inspection);
        }
        known.forEach((key, entry) -> {
            if (isFromFolder(entry) && !entry.isDeleted() && !present.contains(key)) {
                plan.remove().add(new Removal(entry.view().id(), key));
            }
        });
        return plan;
    }

    static boolean isFromFolder(IndexedExtension entry) {
        return entry.view().type() == ExtensionType.AGENT
                && entry.view().source() == ExtensionSource.USER
                && entry.seedDigest() != null;
    }

    private void place(AgentFolder folder, ExtensionKey key, @Nullable IndexedExtension entry, Inspection inspection) {
        var living = entry == null || entry.isDeleted() ? null : entry;
        switch (folder.content()) {
            case Reading.Refused<Manifest>(var findings) -> fail(folder, findings);
            case Reading.Read<Manifest>(var manifest) -> {
                var findings = inspection.inspect(manifest);
                if (!findings.isEmpty()) {
                    fail(folder, findings);
                } else if (living == null) {
                    write.add(new Write(null, manifest, folder.digest()));
                    added.add(key.toString());
                } else if (!isFromFolder(living)) {
                    fail(
                            folder,
                            List.of(new Finding(
                                    "",
                                    "there is an agent of this name that does not come from a folder; rename the"
                                            + " folder or delete that agent")));
                } else if (folder.digest().equals(living.seedDigest())) {
                    unchanged.add(key.toString());
                } else {
                    write.add(new Write(living.view().id(), manifest, folder.digest()));
                    changed.add(key.toString());
                }
            }
        }
    }

    private void fail(AgentFolder folder, List<Finding> findings) {
        failed.add(new ReseedView.Failure(PLACE + folder.name(), findings));
    }
}
