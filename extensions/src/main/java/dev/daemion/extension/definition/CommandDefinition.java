package dev.daemion.extension.definition;

import dev.daemion.kernel.run.DirectStep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something a person types. It has either a handler or direct steps.
 *
 * @param prefix {@code /}, {@code @}, {@code !} or {@code #}
 * @param handler prompt template for the agent; null with {@code direct}
 * @param args in order: {@code name}, {@code name?}, {@code name=default}; may be empty
 * @param agent who answers; null means the thread's
 * @param mode in which it runs; null means the thread's
 * @param direct tool calls in order; empty with {@code handler}
 */
public record CommandDefinition(
        String prefix,
        @Nullable String handler,
        List<String> args,
        @Nullable String agent,
        @Nullable String mode,
        List<DirectStep> direct) {
    public CommandDefinition {
        args = args == null ? List.of() : List.copyOf(args);
        direct = direct == null ? List.of() : List.copyOf(direct);
    }
}
