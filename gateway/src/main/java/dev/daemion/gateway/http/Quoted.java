package dev.daemion.gateway.http;

/** Text from outside, made fit to stand in a sentence: bounded, in quotes, without control characters. */
final class Quoted {
    private static final int LENGTH_MAX = 80;

    private Quoted() {}

    static String of(String text) {
        var isCut = text.length() > LENGTH_MAX;
        return '"' + plain(isCut ? text.substring(0, LENGTH_MAX) : text) + (isCut ? "…\"" : "\"");
    }

    /** The same without quotes and bound, for text that is short already. */
    static String plain(String text) {
        var shown = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) || isLoneSurrogate(c) ? '\uFFFD' : c));
        return shown.toString();
    }

    private static boolean isLoneSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
