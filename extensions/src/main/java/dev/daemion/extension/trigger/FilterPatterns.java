package dev.daemion.extension.trigger;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.navigation.CelNavigableAst;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The regular expressions of a filter, checked when it is saved: each stands there as a text, so that an event brings
 * none along, and none becomes large by repeating repetitions. RE2 matches in time proportional to the text.
 */
final class FilterPatterns {
    private static final int LENGTH_MAX = 200;
    private static final int REPEATED_MAX = 1000;
    private static final java.util.regex.Pattern COUNT = java.util.regex.Pattern.compile("\\{(\\d+),?(\\d*)}");

    private FilterPatterns() {}

    static List<String> faults(CelAbstractSyntaxTree tree) {
        return CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == ExprKind.Kind.CALL)
                .map(node -> node.expr().call())
                .filter(call -> call.function().equals("matches"))
                .flatMap(call -> fault(call.args().getLast()).stream())
                .toList();
    }

    private static Optional<String> fault(CelExpr pattern) {
        boolean isText = pattern.getKind() == ExprKind.Kind.CONSTANT
                && pattern.constant().getKind() == CelConstant.Kind.STRING_VALUE;
        if (!isText) {
            return Optional.of("matches takes a regular expression that is written out, not one from elsewhere");
        }
        var text = pattern.constant().stringValue();
        if (text.length() > LENGTH_MAX) {
            return Optional.of(
                    "a regular expression has at most " + LENGTH_MAX + " characters, this one " + text.length());
        }
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
