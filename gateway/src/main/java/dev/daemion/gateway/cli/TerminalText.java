package dev.daemion.gateway.cli;

/**
 * Makes text from models, tools and files safe to print: a terminal obeys control characters, people do not see them.
 */
final class TerminalText {
    private TerminalText() {}

    /** The text with every control and direction-changing character but newline and tab replaced by {@code �}. */
    static String safe(String text) {
        var isSafe = text.codePoints().noneMatch(TerminalText::isDangerous);
        if (isSafe) {
            return text;
        }
        var out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(isDangerous(c) ? 0xFFFD : c));
        return out.toString();
    }

    private static boolean isDangerous(int c) {
        var isControl = Character.getType(c) == Character.CONTROL && c != '\n' && c != '\t';
        var isDirection = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        return isControl || isDirection || Character.getType(c) == Character.SURROGATE;
    }
}
