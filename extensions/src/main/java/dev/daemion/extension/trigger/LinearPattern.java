package dev.daemion.extension.trigger;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Regular expressions as <a href="https://github.com/google/re2/wiki/Syntax">RE2</a> has them: they take time in
 * proportion to what they read, whatever they are, and know no look-around and no back-references.
 */
public final class LinearPattern {
    private static final int REPEATED_MAX = 1000;
    private static final java.util.regex.Pattern COUNT = java.util.regex.Pattern.compile("\\{(\\d+),?(\\d*)}");

    private LinearPattern() {}

    /** Why it is none, a sentence; empty when all is well. */
    public static Optional<String> fault(String text) {
        if (repeated(text) > REPEATED_MAX) {
            return Optional.of("the repetitions of '" + text + "' multiply to more than " + REPEATED_MAX);
        }
        try {
            Pattern.compile(text);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of("'" + text + "' is no regular expression (RE2): " + e.getDescription());
        }
    }

    /** The largest the counts can multiply to, wherever they stand. */
    private static long repeated(String text) {
        var counts = COUNT.matcher(text)
                .results()
                .flatMap(match -> Stream.of(match.group(1), match.group(2)).filter(count -> !count.isEmpty()))
                .toList();
        long product = 1;
        for (var count : counts) {
            product *= count.length() > 4 ? REPEATED_MAX + 1 : Math.max(1, Long.parseLong(count));
            if (product > REPEATED_MAX) {
                return product;
            }
        }
        return product;
    }
}
