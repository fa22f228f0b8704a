package dev.daemion.extension.canonical;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.manifest.Pointers;
import dev.daemion.kernel.extension.ExtensionVersionView.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What is different between two JSON values, by JSON Pointer; lists are compared place by place. */
public final class JsonDifferences {
    private JsonDifferences() {}

    public static List<Difference> between(JsonNode before, JsonNode after) {
        var found = new ArrayList<Difference>();
        collect("", before, after, found);
        return List.copyOf(found);
    }

    private static void collect(String pointer, JsonNode before, JsonNode after, List<Difference> found) {
        if (before.isObject() && after.isObject()) {
            var names = new TreeSet<String>();
            before.fieldNames().forEachRemaining(names::add);
            after.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> member(Pointers.member(pointer, name), before.path(name), after.path(name), found));
        } else if (before.isArray() && after.isArray()) {
            for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
                member(Pointers.element(pointer, i), before.path(i), after.path(i), found);
            }
        } else if (!CanonicalJson.of(before).equals(CanonicalJson.of(after))) {
            found.add(new Difference("replace", pointer, before, after));
        }
    }

    private static void member(String pointer, JsonNode before, JsonNode after, List<Difference> found) {
        if (before.isMissingNode()) {
            found.add(new Difference("add", pointer, null, after));
        } else if (after.isMissingNode()) {
            found.add(new Difference("remove", pointer, before, null));
        } else {
            collect(pointer, before, after, found);
        }
    }
}
