package dev.daemion.substrate.execution.tool;

import java.util.ArrayList;
import java.util.List;

/**
 * A glob. In a path or URL {@code *} and {@code ?} stay within one segment, {@code **} crosses segments,
 * {@code **}{@code /} also stands for no folder at all, and a trailing {@code /**} includes the folder itself. In a
 * command line {@code *} is any text. There are no classes and no braces. Matching takes time proportional to pattern ×
 * text, whatever the pattern.
 */
public final class Wildcard {
    private enum Kind {
        LITERAL,
        ONE,
        WITHIN,
        ACROSS,
        FOLDERS
    }

    private record Token(Kind kind, char literal) {}

    private final String pattern;
    private final boolean isFlat;
    private final List<Token> tokens;

    private Wildcard(String pattern, boolean isFlat) {
        this.pattern = pattern;
        this.isFlat = isFlat;
        this.tokens = parse(pattern, isFlat);
    }

    public static Wildcard ofPath(String pattern) {
        return new Wildcard(pattern, false);
    }

    /** For command lines, names and everything else without segments. */
    public static Wildcard ofText(String pattern) {
        return new Wildcard(pattern, true);
    }

    public String pattern() {
        return pattern;
    }

    public boolean matchesEverything() {
        return pattern.equals("*") || pattern.equals("**");
    }

    public boolean matches(String text) {
        boolean isFolder = !isFlat && pattern.length() > 3 && pattern.endsWith("/**");
        return matchesEverything()
                || matches(tokens, text)
                || (isFolder && matches(tokens.subList(0, tokens.size() - 2), text));
    }

    /**
     * True when everything that {@code narrower} matches is matched here too, as far as can be read off the patterns.
     */
    public boolean covers(Wildcard narrower) {
        return matchesEverything() || pattern.equals(narrower.pattern) || matches(narrower.specimen());
    }

    /** A text that stands for all the pattern matches: its wildcards become characters nobody writes. */
    private String specimen() {
        var text = new StringBuilder();
        for (Token token : tokens) {
            switch (token.kind()) {
                case LITERAL -> text.append(token.literal());
                case ONE, WITHIN -> text.append('\uE000');
                case ACROSS -> text.append("\uE000/\uE000");
                case FOLDERS -> text.append("\uE000/\uE000/");
            }
        }
        return text.toString();
    }

    private static List<Token> parse(String pattern, boolean isFlat) {
        var tokens = new ArrayList<Token>();
        int at = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            boolean isDouble = c == '*' && at + 1 < pattern.length() && pattern.charAt(at + 1) == '*';
            boolean isFolders = isDouble
                    && at + 2 < pattern.length()
                    && pattern.charAt(at + 2) == '/'
                    && (at == 0 || pattern.charAt(at - 1) == '/');
            if (c == '*' && isFlat) {
                tokens.add(new Token(Kind.ACROSS, c));
                at += isDouble ? 2 : 1;
            } else if (isFolders) {
                tokens.add(new Token(Kind.FOLDERS, c));
                at += 3;
            } else if (isDouble) {
                tokens.add(new Token(Kind.ACROSS, c));
                at += 2;
            } else {
                tokens.add(new Token(c == '*' ? Kind.WITHIN : c == '?' && !isFlat ? Kind.ONE : Kind.LITERAL, c));
                at++;
            }
        }
        return List.copyOf(tokens);
    }

    /** All states at once, so that no pattern can make it slow. */
    private static boolean matches(List<Token> tokens, String text) {
        var states = new boolean[tokens.size() + 1];
        states[0] = true;
        skip(tokens, states, true);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            var next = new boolean[states.length];
            boolean isAlive = false;
            for (int s = 0; s < tokens.size(); s++) {
                if (states[s]) {
                    isAlive |= step(tokens.get(s), c, s, next);
                }
            }
            if (!isAlive) {
                return false;
            }
            skip(tokens, next, c == '/');
            states = next;
        }
        return states[tokens.size()];
    }

    private static boolean step(Token token, char c, int state, boolean[] next) {
        switch (token.kind()) {
            case LITERAL -> {
                if (token.literal() != c) {
                    return false;
                }
                next[state + 1] = true;
            }
            case ONE -> {
                if (c == '/') {
                    return false;
                }
                next[state + 1] = true;
            }
            case WITHIN -> {
                if (c == '/') {
                    return false;
                }
                next[state] = true;
            }
            case ACROSS, FOLDERS -> next[state] = true;
        }
        return true;
    }

    private static void skip(List<Token> tokens, boolean[] states, boolean isSegmentStart) {
        for (int s = 0; s < tokens.size(); s++) {
            var kind = tokens.get(s).kind();
            boolean canBeEmpty = kind == Kind.WITHIN || kind == Kind.ACROSS || (kind == Kind.FOLDERS && isSegmentStart);
            if (states[s] && canBeEmpty) {
                states[s + 1] = true;
            }
        }
    }
}
