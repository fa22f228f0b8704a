package dev.daemion.extension.trigger;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.navigation.CelNavigableAst;
import java.util.List;
import java.util.Optional;

/**
 * The regular expressions of a filter, checked when it is saved: each stands there as a text, so that an event brings
 * none along, and none becomes large by repeating repetitions. RE2 matches in time proportional to the text.
 */
final class FilterPatterns {
    private static final int LENGTH_MAX = 200;

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
        return LinearPattern.fault(text);
    }
}
