package dev.daemion.substrate.execution.model.builtin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values as single words of a POSIX shell (quoted by {@code '}), so that none of them can become a command. Pure. */
final class ShellWords {
    private static final Pattern PLAIN_VARIABLE = Pattern.compile("\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}");
    private static final List<String> READ_TWICE = List.of("`", "<<", "$'", "$\"", "((", "[[", "$[", "${");
    private static final String BEFORE_COMMENT = " \t\n;&|()";

    private ShellWords() {}

    static Map<String, Object> quoted(Map<String, Object> values) {
        var quoted = new HashMap<String, Object>();
        values.forEach((name, value) -> quoted.put(name, value(value)));
        return quoted;
    }

    /**
     * A value may stand only where its quotes are what a shell reads as quotes. Within quotes of the author, after a
     * backslash, in a comment, and in constructs that read their inside once more (backticks, here-documents,
     * arithmetic) it would be more than a word. Throws IllegalArgumentException.
     */
    static void requireBare(String template) {
        if (!template.contains("{{")) {
            return;
        }
        var plain = PLAIN_VARIABLE.matcher(template).replaceAll("");
        for (var construct : READ_TWICE) {
            if (plain.contains(construct)) {
                throw new IllegalArgumentException("leave " + construct
                        + " in a command line with {{…}} away: what is inside is read twice, and the value with it");
            }
        }
        char open = 0;
        boolean isComment = false;
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            boolean isValue = template.startsWith("{{", i);
            if (isValue && (open != 0 || isComment)) {
                throw new IllegalArgumentException("leave the quotes around {{…}} in a command line away: a value is"
                        + " quoted already, and in a comment it has no place");
            }
            if (isComment) {
                isComment = c != '\n';
            } else if (c == '\\' && open != '\'') {
                i++;
                if (template.startsWith("{{", i)) {
                    throw new IllegalArgumentException(
                            "leave the backslash before {{…}} in a command line away: a value is quoted already");
                }
            } else if (open == 0 && (c == '\'' || c == '"')) {
                open = c;
            } else if (open == 0 && c == '#') {
                isComment = i == 0 || BEFORE_COMMENT.indexOf(template.charAt(i - 1)) >= 0;
            } else if (open == c) {
                open = 0;
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
