package dev.daemion.substrate.execution.model.builtin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as single words of a POSIX shell (quoted by {@code '}), so that none of them can become a command. Pure. */
final class ShellWords {
    private ShellWords() {}

    static Map<String, Object> quoted(Map<String, Object> values) {
        var quoted = new HashMap<String, Object>();
        values.forEach((name, value) -> quoted.put(name, value(value)));
        return quoted;
    }

    /** Quotes of the author around a value would end where the value's own begin. Throws IllegalArgumentException. */
    static void requireBare(String template) {
        char open = 0;
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            if (open == 0 && c == '\\') {
                i++;
            } else if (open == 0 && (c == '\'' || c == '"')) {
                open = c;
            } else if (open == c) {
                open = 0;
            } else if (open != 0 && template.startsWith("{{", i)) {
                throw new IllegalArgumentException(
                        "leave the quotes around {{…}} in a command line away: a value is quoted already");
            }
        }
    }

    private static Object value(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Map<?, ?> map -> {
                var copy = new HashMap<String, Object>();
                map.forEach((name, member) -> copy.put(String.valueOf(name), value(member)));
                yield copy;
            }
            case List<?> list -> list.stream().map(ShellWords::value).toList();
            case Boolean flag -> flag;
            default -> word(String.valueOf(value));
        };
    }

    /** Nothing stays nothing, so that a section about it stays empty. */
    private static String word(String text) {
        return text.isEmpty() ? "" : "'" + text.replace("'", "'\\''") + "'";
    }
}
