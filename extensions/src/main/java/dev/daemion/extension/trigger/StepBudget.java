package dev.daemion.extension.trigger;

import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelEvaluationListener;
import java.io.Serial;
import java.util.Collection;
import java.util.Map;

/**
 * Counts what an evaluation does and ends it when it is too much. A long text costs more, since whatever is done with
 * it takes longer. One evaluation, one thread.
 */
final class StepBudget implements CelEvaluationListener {
    private static final int SIZE_PER_STEP = 16;

    private int left;

    StepBudget(int steps) {
        this.left = steps;
    }

    @Override
    public void callback(CelExpr expression, Object value) {
        left -= cost(value);
        if (left < 0) {
            throw new Exhausted();
        }
    }

    boolean isExhausted() {
        return left < 0;
    }

    private static int cost(Object value) {
        int size = value instanceof String text
                ? text.length()
                : value instanceof Collection<?> many
                        ? many.size()
                        : value instanceof Map<?, ?> members ? members.size() : 0;
        return 1 + size / SIZE_PER_STEP;
    }

    /** Ends the evaluation from within. */
    private static final class Exhausted extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1;

        Exhausted() {
            super("out of steps", null, false, false);
        }
    }
}
