package dev.daemion.substrate.extension;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.extension.canonical.JsonDifferences;
import dev.daemion.kernel.extension.ExtensionVersionView;
import dev.daemion.substrate.extension.ExtensionState.Present;
import java.util.ArrayList;
import java.util.List;

/** The history of an extension as people read it. */
final class Histories {
    private Histories() {}

    /** Newest first. */
    static List<ExtensionVersionView> of(Present state) {
        var all = new ArrayList<ExtensionVersionView>();
        for (var version : state.versions().reversed()) {
            var before = version.number() == 1
                    ? JsonNodeFactory.instance.objectNode()
                    : shown(state, state.version(version.number() - 1));
            all.add(new ExtensionVersionView(
                    version.number(),
                    status(state, version.number()),
                    version.content().description(),
                    version.content().definition(),
                    version.content().permissions(),
                    version.hash(),
                    version.source(),
                    version.ownerAgentId(),
                    version.by(),
                    version.at(),
                    JsonDifferences.between(before, shown(state, version)),
                    entries(state, version.number())));
        }
        return List.copyOf(all);
    }

    private static JsonNode shown(Present state, Version version) {
        return version.content().shown(state.type(), state.name());
    }

    private static String status(Present state, int number) {
        var standing = state.standing();
        if (Integer.valueOf(number).equals(standing.approved())) {
            return "approved";
        }
        if (Integer.valueOf(number).equals(standing.proposed())) {
            return "pending";
        }
        return state.wasEverApproved(number) ? "superseded" : "rejected";
    }

    private static List<ExtensionVersionView.Entry> entries(Present state, int version) {
        var entries = new ArrayList<ExtensionVersionView.Entry>();
        for (int i = 0; i < state.changes().size(); i++) {
            var change = state.changes().get(i);
            if (change.youngest() == version) {
                entries.add(new ExtensionVersionView.Entry(
                        i + 1,
                        change.what(),
                        change.standing().status(),
                        change.standing().enabled(),
                        change.by(),
                        change.at()));
            }
        }
        return entries;
    }
}
