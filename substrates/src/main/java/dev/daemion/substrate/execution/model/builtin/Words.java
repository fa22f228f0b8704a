package dev.daemion.substrate.execution.model.builtin;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A request that an intent matched, with its parts by name.
 *
 * @param request what was said, without politeness around it
 */
record Words(String request, MatchResult match) {
    /** A path or a word: quoted, in backticks, or without spaces. */
    static final String PATH = "(?<path>\"[^\"]+\"|'[^']+'|`[^`]+`|\\S+)";

    static final String REST = "(?<rest>.+)";

    private static final int REQUEST_CHARS_MAX = 32_768;
    private static final Pattern COURTESY = Pattern.compile(
            "(?:hey|hi|hello|ok|okay|daemion|please|pls|kindly|(?:can|could|would|will) you(?: please)?|"
                    + "i(?:'d| would) like you to|i want you to|now|then|and)[,:]?\\s+",
            Pattern.CASE_INSENSITIVE);

    /** The request without courtesies before and marks behind it, cut where no command is that long. */
    static String plain(String text) {
        var plain = text.strip();
        if (plain.length() > REQUEST_CHARS_MAX) plain = plain.substring(0, REQUEST_CHARS_MAX);
        var courtesy = COURTESY.matcher(plain);
        var start = 0;
        while (courtesy.region(start, plain.length()).lookingAt()) start = courtesy.end();
        var end = plain.length();
        while (end > start && "?!.\u2026 \n\t".indexOf(plain.charAt(end - 1)) >= 0) end--;
        var rest = plain.substring(start, end).strip();
        if (rest.toLowerCase(Locale.ROOT).endsWith(" please"))
            rest = rest.substring(0, rest.length() - 7).strip();
        return rest.isEmpty() ? plain : rest;
    }

    boolean has(String group) {
        return match.namedGroups().containsKey(group) && match.group(group) != null;
    }

    /** The part of that name without the quotes around it; empty when it was not said. */
    String get(String group) {
        return has(group) ? unquoted(match.group(group).strip()) : "";
    }

    Optional<String> find(String group) {
        return Optional.of(get(group)).filter(v -> !v.isEmpty());
    }

    private static String unquoted(String text) {
        if (text.length() < 2) return text;
        var first = text.charAt(0);
        var last = text.charAt(text.length() - 1);
        var isQuoted = first == '“' ? last == '”' : first == last && "\"'`".indexOf(first) >= 0;
        return isQuoted ? text.substring(1, text.length() - 1) : text;
    }
}
