package dev.daemion.substrate.execution.model.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** JSON as markdown: lists of objects become tables, objects become lists. */
final class Markdown {
    private static final int COLUMNS_MAX = 6;
    private static final int CELL_CHARS_MAX = 120;
    private static final int DEPTH_MAX = 3;

    private Markdown() {}

    static String of(JsonNode json, int rowsMax) {
        return json.isArray() ? array(json, rowsMax) : object(json, rowsMax, 1);
    }

    /** Text that stays on one line and starts no markup. */
    static String inline(String text) {
        return text.replaceAll("\\s+", " ")
                .replace("|", "\\|")
                .replace("*", "\\*")
                .replace("<", "&lt;")
                .strip();
    }

    private static String array(JsonNode array, int rowsMax) {
        if (array.isEmpty()) return "There is nothing.";
        var rows =
                StreamSupport.stream(array.spliterator(), false).limit(rowsMax).toList();
        var more = array.size() > rowsMax ? "\n\n… and " + (array.size() - rowsMax) + " more." : "";
        if (!rows.stream().allMatch(JsonNode::isObject))
            return rows.stream().map(row -> "- " + cell(row)).collect(Collectors.joining("\n")) + more;
        var columns = columns(rows);
        var lines = new ArrayList<String>();
        lines.add(columns.stream().map(c -> words(c)).collect(Collectors.joining(" | ", "| ", " |")));
        lines.add(columns.stream().map(c -> "---").collect(Collectors.joining(" | ", "| ", " |")));
        rows.forEach(row ->
                lines.add(columns.stream().map(c -> cell(row.path(c))).collect(Collectors.joining(" | ", "| ", " |"))));
        return String.join("\n", lines) + more;
    }

    private static String object(JsonNode object, int rowsMax, int depth) {
        if (object.isEmpty()) return "There is nothing.";
        var lines = new ArrayList<String>();
        object.properties().stream().limit(rowsMax).forEach(member -> {
            var name = words(member.getKey());
            var value = member.getValue();
            if (value.isArray() && !value.isEmpty() && depth < DEPTH_MAX)
                lines.add("\n**" + name + "**\n\n" + array(value, rowsMax) + "\n");
            else if (value.isObject() && !value.isEmpty() && depth < DEPTH_MAX)
                lines.add("\n**" + name + "**\n\n" + object(value, rowsMax, depth + 1) + "\n");
            else if (!value.isNull()) lines.add("- " + name + ": " + cell(value));
        });
        return String.join("\n", lines).strip();
    }

    private static List<String> columns(List<JsonNode> rows) {
        var columns = new LinkedHashSet<String>();
        rows.forEach(row -> row.properties().stream()
                .filter(member ->
                        member.getValue().isValueNode() && !member.getValue().isNull())
                .forEach(member -> columns.add(member.getKey())));
        return columns.stream().limit(COLUMNS_MAX).toList();
    }

    private static String cell(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) return "";
        var text = value.isNumber() ? plain(value) : value.isValueNode() ? value.asText() : value.toString();
        return inline(Answers.cut(text, CELL_CHARS_MAX));
    }

    private static String plain(JsonNode number) {
        return number.decimalValue().stripTrailingZeros().toPlainString();
    }

    private static String words(String member) {
        return inline(member.replace('_', ' '));
    }
}
