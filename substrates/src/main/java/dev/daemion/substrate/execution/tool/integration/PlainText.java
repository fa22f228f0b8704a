package dev.daemion.substrate.execution.tool.integration;

/** Words of a server as a person and a model may see them: no escapes, no control or direction characters, bounded. */
final class PlainText {
    private PlainText() {}

    /** Line ends and tabs stay. */
    static String of(String text, int lengthMax) {
        var plain = new StringBuilder();
        text.codePoints().limit(2L * lengthMax).filter(PlainText::isShown).forEach(plain::appendCodePoint);
        if (plain.length() <= lengthMax) {
            return plain.toString();
        }
        int end = Character.isHighSurrogate(plain.charAt(lengthMax - 1)) ? lengthMax - 1 : lengthMax;
        return plain.substring(0, end) + "…";
    }

    /** The same on one line. */
    static String line(String text, int lengthMax) {
        return of(text.replaceAll("\\s+", " ").strip(), lengthMax);
    }

    private static boolean isShown(int point) {
        return point == '\n'
                || point == '\t'
                || switch (Character.getType(point)) {
                    case Character.CONTROL, Character.FORMAT, Character.SURROGATE -> false;
                    default -> true;
                };
    }
}
