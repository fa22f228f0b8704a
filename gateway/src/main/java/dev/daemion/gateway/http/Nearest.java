package dev.daemion.gateway.http;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name somebody probably meant: by edit distance, at most a third of the letters apart. */
final class Nearest {
    private static final int LENGTH_MAX = 64;

    private Nearest() {}

    static Optional<String> of(String name, Collection<String> known) {
        if (name.isEmpty() || name.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        var plain = plain(name);
        return known.stream()
                .min(Comparator.comparingInt((String candidate) -> distance(plain, plain(candidate)))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(found -> distance(plain, plain(found)) <= Math.max(1, plain.length() / 3));
    }

    private static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
