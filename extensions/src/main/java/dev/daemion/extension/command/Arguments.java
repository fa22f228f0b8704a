package dev.daemion.extension.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The arguments a command declares ({@code name}, {@code name?}, {@code name=default}) and how what was typed is given
 * to them: in order, the last one takes the rest of the line; {@code name=value} names one; quotes hold a value
 * together. Pure. What was typed stays data: it is never read as a template.
 */
public final class Arguments {
    /** Possessive, so that a long quotation takes no stack. */
    private static final Pattern WORD =
            Pattern.compile("(?:([A-Za-z][A-Za-z0-9_]*)=)?(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|'([^']*)'|(\\S+))");

    private final List<Argument> declared;

    /** @param fallback empty when it has none and is required or optional */
    private record Argument(String name, boolean isRequired, String fallback) {
        static Argument of(String text) {
            int equals = text.indexOf('=');
            if (equals >= 0) {
                return new Argument(text.substring(0, equals), false, text.substring(equals + 1));
            }
            return text.endsWith("?")
                    ? new Argument(text.substring(0, text.length() - 1), false, "")
                    : new Argument(text, true, "");
        }

        String shown() {
            if (isRequired) {
                return "<" + name + ">";
            }
            return fallback.isEmpty() ? "[" + name + "]" : "[" + name + "=" + fallback + "]";
        }
    }

    /**
     * @param values by name; an optional one that was not given is an empty text
     * @param missing names of required ones that were not given
     */
    public record Bound(Map<String, String> values, List<String> missing) {
        public Bound {
            values = Map.copyOf(values);
            missing = List.copyOf(missing);
        }
    }

    private Arguments(List<Argument> declared) {
        this.declared = List.copyOf(declared);
    }

    /** @param declared as a command's definition has them; they were checked when it was stored */
    public static Arguments of(List<String> declared) {
        return new Arguments(declared.stream().map(Argument::of).toList());
    }

    /** How it is used: {@code <env> [note]}. */
    public String usage() {
        return declared.stream().map(Argument::shown).collect(Collectors.joining(" "));
    }

    /** @param rest what was typed after the command's name */
    public Bound bind(String rest) {
        var values = new LinkedHashMap<String, String>();
        var open = new ArrayList<>(declared);
        var text = takeNamed(rest.strip(), open, values);
        while (!open.isEmpty() && !text.isEmpty()) {
            var argument = open.removeFirst();
            if (open.isEmpty()) {
                values.put(argument.name(), unquoted(text));
                break;
            }
            var word = WORD.matcher(text);
            if (!word.lookingAt()) {
                values.put(argument.name(), text);
                break;
            }
            values.put(argument.name(), unquoted(word.group()));
            text = takeNamed(text.substring(word.end()).strip(), open, values);
        }
        var missing = declared.stream()
                .filter(argument -> argument.isRequired()
                        && values.getOrDefault(argument.name(), "").isBlank())
                .map(Argument::name)
                .toList();
        declared.forEach(argument -> values.putIfAbsent(argument.name(), argument.fallback()));
        return new Bound(values, missing);
    }

    /** Takes {@code name=value} at the beginning away as long as the names are declared. */
    private static String takeNamed(String typed, List<Argument> open, Map<String, String> values) {
        var text = typed;
        while (true) {
            var word = WORD.matcher(text);
            if (!word.lookingAt() || word.group(1) == null) {
                return text;
            }
            var name = word.group(1);
            var named = open.stream()
                    .filter(argument -> argument.name().equals(name))
                    .findFirst();
            if (named.isEmpty()) {
                return text;
            }
            open.remove(named.get());
            values.put(name, unquoted(word.group().substring(name.length() + 1)));
            text = text.substring(word.end()).strip();
        }
    }

    private static String unquoted(String text) {
        if (text.length() < 2) {
            return text;
        }
        char first = text.charAt(0);
        boolean isQuoted = (first == '"' || first == '\'')
                && text.charAt(text.length() - 1) == first
                && text.indexOf(first, 1) == text.length() - 1;
        return isQuoted ? text.substring(1, text.length() - 1) : text;
    }
}
