package dev.daemion.substrate.execution.tool.shell;

import java.util.regex.Pattern;

/** Output of programs as plain text: no colours, no cursor movements, no control characters. */
final class TerminalText {
    private static final Pattern ESCAPES = Pattern.compile(
            "\u001B(?:\\[[0-?]{0,32}[ -/]{0,8}[@-~]|\\][^\u0007\u001B]{0,1024}(?:\u0007|\u001B\\\\)|[@-Z\\\\^_=>78])");

    private TerminalText() {}

    static String plain(String output) {
        var text =
                output.indexOf('\u001B') < 0 ? output : ESCAPES.matcher(output).replaceAll("");
        var plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isLineEnd = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if (!isLineEnd) {
                plain.append(c == '\r' ? '\n' : Character.isISOControl(c) && c != '\n' && c != '\t' ? '\uFFFD' : c);
            }
        }
        return plain.toString();
    }
}
