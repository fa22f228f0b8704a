package dev.daemion.extension.manifest;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What somebody probably meant: the known name closest to an unknown one. */
public final class NearestName {
    private static final int LENGTH_MAX = 64;
    private static final int WORD_LENGTH_MIN = 3;

    private NearestName() {}

    /**
     * Empty when nothing is near: more than two edits, or more than a third of the letters, apart, and none holds it as
     * one of its words or begins with it.
     */
    public static Optional<String> of(String unknown, Collection<String> known) {
        if (unknown.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        var folded = fold(unknown);
        int far = Math.max(2, folded.length() / 3);
        return known.stream()
                .filter(name -> edits(folded, fold(name)) <= far)
                .min(Comparator.<String>comparingInt(name -> edits(folded, fold(name)))
                        .thenComparing(Comparator.naturalOrder()))
                .or(() -> known.stream()
                        .filter(name -> unknown.length() >= WORD_LENGTH_MIN
                                && ("-" + name + "-").contains("-" + unknown.toLowerCase(Locale.ROOT) + "-"))
                        .min(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder())))
                .or(() -> known.stream()
                        .filter(name ->
                                folded.length() >= WORD_LENGTH_MIN && fold(name).startsWith(folded))
                        .min(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder())));
    }

    /** {@code ; did you mean 'x'?} or nothing. */
    public static String hint(String unknown, Collection<String> known) {
        return of(unknown, known).map(name -> "; did you mean '" + name + "'?").orElse("");
    }

    /** The hint, or the full stop that ends the sentence without one; more may follow. */
    public static String ending(String unknown, Collection<String> known) {
        var hint = hint(unknown, known);
        return hint.isEmpty() ? "." : hint;
    }

    private static String fold(String name) {
        return name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
    }

    /** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
    private static int edits(String a, String b) {
        var rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            rows[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            rows[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replaced = rows[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                rows[i][j] = Math.min(replaced, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
                boolean isSwap =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (isSwap) {
                    rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
                }
            }
        }
        return rows[a.length()][b.length()];
    }
}
