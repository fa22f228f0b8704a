package dev.daemion.extension.command;

import dev.daemion.extension.manifest.ManifestReader;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a person typed, by its first character. Pure. */
public sealed interface Typed {
    /** Nothing but text. */
    record Said(String text) implements Typed {}

    /**
     * Something with a prefix.
     *
     * @param prefix {@code /}, {@code @}, {@code !} or {@code #}
     * @param name the first word, lower case; empty when it cannot be a name
     * @param rest what follows the first word
     * @param line everything after the prefix
     */
    record Prefixed(char prefix, String name, String rest, String line) implements Typed {}

    Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*", Pattern.CASE_INSENSITIVE);

    /**
     * A text is prefixed when its very first character is one of the four and what follows fits: after {@code /} and
     * {@code @} a name, after {@code !} and {@code #} anything but a space or the prefix itself, so that a path, a
     * Markdown heading and an exclamation stay what they are. A doubled prefix ({@code //}, {@code @@}, {@code !!})
     * says that text is meant; one of the two is dropped. {@code ##} is a heading and stays.
     */
    static Typed of(String content) {
        var text = content.stripLeading();
        if (text.length() < 2 || "/@!#".indexOf(text.charAt(0)) < 0) {
            return new Said(content);
        }
        char prefix = text.charAt(0);
        if (text.charAt(1) == prefix) {
            return new Said(prefix == '#' ? content : text.substring(1));
        }
        var line = text.substring(1);
        int end = 0;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
            end++;
        }
        var word = line.substring(0, end);
        var rest = line.substring(end).strip();
        boolean isName = word.length() <= ManifestReader.NAME_LENGTH_MAX
                && NAME.matcher(word).matches();
        if (prefix == '/' || prefix == '@') {
            return isName ? new Prefixed(prefix, word.toLowerCase(Locale.ROOT), rest, line.strip()) : new Said(content);
        }
        return word.isEmpty()
                ? new Said(content)
                : new Prefixed(prefix, isName ? word.toLowerCase(Locale.ROOT) : "", rest, line.strip());
    }
}
