package dev.daemion.substrate.execution.model;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The names that a misspelt one may have meant: a few edits away, or with it inside. */
final class NearNames {
    private static final int NAMES_MAX = 3;

    private NearNames() {}

    static List<String> of(String name, List<String> names) {
        var wanted = name.toLowerCase(Locale.ROOT);
        return names.stream()
                .filter(n -> distance(wanted, n.toLowerCase(Locale.ROOT)) <= Math.max(2, wanted.length() / 3)
                        || (wanted.length() >= 3 && n.toLowerCase(Locale.ROOT).contains(wanted)))
                .sorted(Comparator.comparingInt(n -> distance(wanted, n.toLowerCase(Locale.ROOT))))
                .limit(NAMES_MAX)
                .toList();
    }

    /** Levenshtein's distance in one row. */
    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (var j = 0; j <= b.length(); j++) row[j] = j;
        for (var i = 1; i <= a.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.length(); j++) {
                var changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
