package dev.daemion.extension.seed;

/** A skill as an agent is told it: what its front matter describes it as, then its text. */
final class SkillText {
    private static final String FENCE = "---";
    private static final String DESCRIPTION = "description:";

    private SkillText() {}

    static String of(String file) {
        var text = file.replace("\r\n", "\n").strip();
        int end = text.startsWith(FENCE + "\n") ? text.indexOf("\n" + FENCE, FENCE.length()) : -1;
        if (end < 0) {
            return text;
        }
        var description = text.substring(FENCE.length(), end)
                .lines()
                .filter(line -> line.startsWith(DESCRIPTION))
                .map(line -> line.substring(DESCRIPTION.length()).strip().replaceAll("^[\"']|[\"']$", ""))
                .findFirst()
                .orElse("");
        var body = text.substring(end + 1 + FENCE.length()).strip();
        return (description + "\n\n" + body).strip();
    }
}
