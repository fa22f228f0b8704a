package dev.daemion.substrate.execution.tool.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a change does to a text, in the unified format, three lines of context; bounded. */
final class UnifiedDiff {
    private static final int CONTEXT = 3;
    private static final int CELLS_MAX = 1_000_000;
    private static final int LENGTH_MAX = 16 * 1024;
    private static final int LINE_LENGTH_MAX = 500;

    /** @param kind {@code ' '}, {@code '-'} or {@code '+'} */
    private record Line(char kind, String text) {}

    private UnifiedDiff() {}

    /** @param name shown in the header; empty text is no line at all */
    static String of(String name, String before, String after) {
        var lines = edits(split(before), split(after));
        var text = new StringBuilder("--- ")
                .append(name)
                .append("\n+++ ")
                .append(name)
                .append('\n');
        int oldAt = 1;
        int newAt = 1;
        int i = 0;
        while (i < lines.size() && text.length() < LENGTH_MAX) {
            if (lines.get(i).kind() == ' ') {
                i++;
                oldAt++;
                newAt++;
                continue;
            }
            int lead = Math.min(CONTEXT, i);
            int end = hunkEnd(lines, i);
            hunk(lines.subList(i - lead, end), oldAt - lead, newAt - lead, text);
            for (; i < end; i++) {
                oldAt += lines.get(i).kind() == '+' ? 0 : 1;
                newAt += lines.get(i).kind() == '-' ? 0 : 1;
            }
        }
        return text.length() <= LENGTH_MAX
                ? text.toString()
                : text.substring(0, LENGTH_MAX) + "\n… the diff is longer …\n";
    }

    private static int hunkEnd(List<Line> lines, int from) {
        int lastChange = from;
        for (int i = from; i < lines.size() && i - lastChange <= 2 * CONTEXT; i++) {
            if (lines.get(i).kind() != ' ') {
                lastChange = i;
            }
        }
        return Math.min(lines.size(), lastChange + 1 + CONTEXT);
    }

    private static void hunk(List<Line> lines, int oldAt, int newAt, StringBuilder text) {
        long oldCount = lines.stream().filter(l -> l.kind() != '+').count();
        long newCount = lines.stream().filter(l -> l.kind() != '-').count();
        text.append("@@ -")
                .append(oldCount == 0 ? oldAt - 1 : oldAt)
                .append(',')
                .append(oldCount);
        text.append(" +")
                .append(newCount == 0 ? newAt - 1 : newAt)
                .append(',')
                .append(newCount)
                .append(" @@\n");
        for (Line line : lines) {
            if (text.length() > LENGTH_MAX) {
                return;
            }
            var shown = line.text().length() <= LINE_LENGTH_MAX
                    ? line.text()
                    : line.text().substring(0, LINE_LENGTH_MAX) + " …";
            text.append(line.kind()).append(shown).append('\n');
        }
    }

    private static List<String> split(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        var lines = Arrays.asList(text.split("\n", -1));
        return lines.getLast().isEmpty() ? lines.subList(0, lines.size() - 1) : lines;
    }

    private static List<Line> edits(List<String> before, List<String> after) {
        int head = 0;
        while (head < Math.min(before.size(), after.size()) && before.get(head).equals(after.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < Math.min(before.size(), after.size()) - head
                && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
            tail++;
        }
        var lines = new ArrayList<Line>();
        before.subList(0, head).forEach(l -> lines.add(new Line(' ', l)));
        middle(before.subList(head, before.size() - tail), after.subList(head, after.size() - tail), lines);
        before.subList(before.size() - tail, before.size()).forEach(l -> lines.add(new Line(' ', l)));
        return lines;
    }

    /** Longest common subsequence where that is cheap, otherwise everything out and everything in. */
    private static void middle(List<String> before, List<String> after, List<Line> lines) {
        if ((long) before.size() * after.size() > CELLS_MAX) {
            before.forEach(l -> lines.add(new Line('-', l)));
            after.forEach(l -> lines.add(new Line('+', l)));
            return;
        }
        var common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int k = after.size() - 1; k >= 0; k--) {
                common[i][k] = before.get(i).equals(after.get(k))
                        ? common[i + 1][k + 1] + 1
                        : Math.max(common[i + 1][k], common[i][k + 1]);
            }
        }
        int i = 0;
        int k = 0;
        while (i < before.size() || k < after.size()) {
            if (i < before.size() && k < after.size() && before.get(i).equals(after.get(k))) {
                lines.add(new Line(' ', before.get(i++)));
                k++;
            } else if (k >= after.size() || (i < before.size() && common[i + 1][k] >= common[i][k + 1])) {
                lines.add(new Line('-', before.get(i++)));
            } else {
                lines.add(new Line('+', after.get(k++)));
            }
        }
    }
}
