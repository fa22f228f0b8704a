package dev.daemion.gateway.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Which known word somebody probably meant. */
public final class Nearest {
    private Nearest() {}

    /**
     * The known word with the fewest edits (Levenshtein), when those are at most a third of its length; a dotted word
     * is also compared by its last part, so that {@code port} finds {@code gateway.port}.
     */
    public static Optional<String> to(String word, Collection<String> known) {
        return known.stream()
                .filter(candidate -> distance(word, candidate) * 3 <= Math.max(3, candidate.length()))
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
    }

    private static int distance(String word, String candidate) {
        var whole = edits(word, candidate);
        var leaf = candidate.lastIndexOf('.');
        return leaf < 0 ? whole : Math.min(whole, edits(word, candidate.substring(leaf + 1)));
    }

    private static int edits(String a, String b) {
        var previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            var current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                var replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
