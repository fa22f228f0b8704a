package dev.daemion.extension.trigger;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.navigation.CelNavigableAst;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which flags a filter names: {@code flags.name} and {@code flags['name']}. */
final class FilterFlags {
    private FilterFlags() {}

    static Set<String> named(CelAbstractSyntaxTree tree) {
        return CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .flatMap(node -> name(node.expr()).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Optional<String> name(CelExpr expression) {
        return switch (expression.getKind()) {
            case SELECT ->
                isFlags(expression.select().operand())
                        ? Optional.of(expression.select().field())
                        : Optional.empty();
            case CALL -> {
                var call = expression.call();
                boolean isIndex =
                        call.function().equals("_[_]") && isFlags(call.args().getFirst());
                yield isIndex && isText(call.args().getLast())
                        ? Optional.of(call.args().getLast().constant().stringValue())
                        : Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    private static boolean isFlags(CelExpr expression) {
        return expression.getKind() == ExprKind.Kind.IDENT
                && expression.ident().name().equals("flags");
    }

    private static boolean isText(CelExpr expression) {
        return expression.getKind() == ExprKind.Kind.CONSTANT
                && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE;
    }
}
