package dev.daemion.substrate.execution.model.builtin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.model.ModelMessage.ToolAnswer;
import dev.daemion.substrate.execution.tool.ToolSpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Turns what tools answered into markdown: tables for lists of things, code fences for raw text; all bounded. */
final class Answers {
    private static final int ROWS_MAX = 30;
    private static final int RAW_CHARS_MAX = 8_000;
    private static final int ERROR_CHARS_MAX = 600;
    private static final int TURN_CHARS_MAX = 600;
    private static final Pattern THREAD_ID = Pattern.compile("\\bthread_[0-9a-z]{26}\\b");

    private Answers() {}

    /** The latest answer, shown as what it is. */
    static String show(Words words, Surroundings at) {
        var answer = at.latest();
        if (answer.isError()) return failed(answer);
        var title = title(answer.tool(), words);
        var json = json(answer.output());
        if (answer.tool().equals("read_thread") && json.isArray() && !json.isEmpty()) return turns(json);
        if (json.isContainerNode()) return title + Markdown.of(json, ROWS_MAX);
        if (answer.output().isBlank()) return title + "There is nothing to show.";
        return switch (answer.tool()) {
            case "Write", "Edit" -> answer.output().strip();
            case "status", "costs", "list_tools", "list_threads", "search_history", "read_thread" ->
                title + cut(answer.output(), RAW_CHARS_MAX);
            default -> title + fence(cut(answer.output(), RAW_CHARS_MAX));
        };
    }

    /** Threads, those of a day only when one was named and the answer tells days. */
    static String threads(Words words, Surroundings at) {
        var answer = at.latest();
        if (answer.isError()) return failed(answer);
        var rows = rows(json(answer.output()));
        if (rows.isEmpty()) return show(words, at);
        var when = words.get("when").toLowerCase(Locale.ROOT);
        var today = at.today();
        var kept = rows.get().stream()
                .filter(row -> when.isEmpty() || isWithin(when, today, row, at))
                .limit(ROWS_MAX)
                .toList();
        if (kept.isEmpty()) return when.isEmpty() ? "There are no such threads." : "I see no thread from " + when + ".";
        var lines = kept.stream().map(row -> "- " + line(row)).collect(Collectors.joining("\n"));
        return (when.isEmpty() ? "These are the threads" : "This is what we talked about " + when) + ":\n\n" + lines;
    }

    /** As links into the page. */
    static String threads(JsonNode threads) {
        if (threads.isEmpty()) return "There are no such threads.";
        return StreamSupport.stream(threads.spliterator(), false)
                .limit(ROWS_MAX)
                .map(row -> "- ["
                        + Markdown.inline(row.path("title").asText("untitled").replaceAll("[\\[\\]]", ""))
                        + "](#/t/" + row.path("id").asText() + ") · "
                        + minute(row.path("updated_at").asText("")))
                .collect(Collectors.joining("\n"));
    }

    private static String minute(String instant) {
        return instant.length() < 16 ? instant : instant.substring(0, 16).replace('T', ' ') + " UTC";
    }

    static String tools(List<ToolSpec> tools) {
        if (tools.isEmpty()) return "No tool is available to me in this thread.";
        return "These tools are available here:\n\n"
                + tools.stream()
                        .limit(100)
                        .map(tool -> "- `" + tool.name() + "` " + firstSentence(tool.description())
                                + (tool.isReadOnly() ? "" : " *(may ask first)*"))
                        .collect(Collectors.joining("\n"));
    }

    /** A conversation as it was said, each turn cut. */
    private static String turns(JsonNode turns) {
        return StreamSupport.stream(turns.spliterator(), false)
                .limit(ROWS_MAX)
                .map(turn -> "**" + Markdown.inline(turn.path("role").asText("")) + "**: "
                        + cut(turn.path("content").asText("").strip(), TURN_CHARS_MAX))
                .collect(Collectors.joining("\n\n"));
    }

    static Optional<String> firstThreadId(String output) {
        var id = THREAD_ID.matcher(output);
        return id.find() ? Optional.of(id.group()) : Optional.empty();
    }

    private static String failed(ToolAnswer answer) {
        return "`" + answer.tool() + "` did not go through: "
                + cut(answer.output().strip(), ERROR_CHARS_MAX);
    }

    private static String title(String tool, Words words) {
        return switch (tool) {
            case "Read" -> "`" + words.get("path") + "`:\n\n";
            case "LS" -> "In `" + words.find("path").orElse(".") + "`:\n\n";
            case "Glob" -> "Files that match `" + words.get("pattern") + "`:\n\n";
            case "Grep" -> "Places with `" + words.get("pattern") + "`:\n\n";
            case "Bash" -> "`" + cut(words.get("command"), 200) + "` printed:\n\n";
            case "WebFetch" -> "From " + words.get("url") + ":\n\n";
            case "search_history" -> "What the history says about “" + words.get("rest") + "”:\n\n";
            case "costs" -> "Costs:\n\n";
            case "status" -> "Status:\n\n";
            case "list_tools" -> "Tools:\n\n";
            default -> "";
        };
    }

    private static boolean isWithin(String when, LocalDate today, JsonNode row, Surroundings at) {
        var day = day(row, at);
        if (day.isEmpty()) return true;
        return switch (when) {
            case "today" -> day.get().equals(today);
            case "yesterday" -> day.get().equals(today.minusDays(1));
            case "this week" ->
                !day.get().isBefore(today.minusDays(today.getDayOfWeek().getValue() - 1L));
            case "last week" ->
                !day.get().isBefore(today.minusDays(today.getDayOfWeek().getValue() + 6L))
                        && day.get()
                                .isBefore(today.minusDays(today.getDayOfWeek().getValue() - 1L));
            default -> true;
        };
    }

    private static Optional<LocalDate> day(JsonNode row, Surroundings at) {
        for (var member : List.of("last_turn_at", "updated_at", "created_at")) {
            var text = row.path(member).asText("");
            if (text.isEmpty()) continue;
            try {
                return Optional.of(
                        Instant.parse(text).atZone(at.clock().getZone()).toLocalDate());
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static String line(JsonNode row) {
        var title = row.path("title").asText("");
        var id = row.path("id").asText(row.path("thread_id").asText(""));
        var time = row.path("last_turn_at").asText(row.path("updated_at").asText(""));
        var about = row.path("snippet").asText(row.path("preview").asText(""));
        return "**" + Markdown.inline(title.isBlank() ? "untitled" : title) + "**"
                + (id.isEmpty() ? "" : " `" + id + "`")
                + (time.length() < 16 ? "" : " · " + time.substring(0, 16).replace('T', ' '))
                + (about.isEmpty() ? "" : " · " + Markdown.inline(cut(about, 120)));
    }

    /** The rows of a list, also of one that stands alone inside of an object. */
    private static Optional<List<JsonNode>> rows(JsonNode json) {
        var list = json.isArray()
                ? json
                : StreamSupport.stream(json.spliterator(), false)
                        .filter(JsonNode::isArray)
                        .findFirst()
                        .orElse(MissingNode.getInstance());
        if (!list.isArray()) return Optional.empty();
        return Optional.of(StreamSupport.stream(list.spliterator(), false)
                .filter(JsonNode::isObject)
                .toList());
    }

    private static JsonNode json(String output) {
        var text = output.stripLeading();
        if (!text.startsWith("{") && !text.startsWith("[")) return MissingNode.getInstance();
        try {
            return Json.stored().readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    static String fence(String text) {
        var fence = text.contains("```") ? "~~~~" : "```";
        return fence + "\n" + text.stripTrailing() + "\n" + fence;
    }

    private static String firstSentence(String text) {
        var end = text.indexOf(". ");
        return Markdown.inline(cut(end < 0 ? text : text.substring(0, end + 1), 160));
    }

    static String cut(String text, int charsMax) {
        if (text.length() <= charsMax) return text;
        var end = Character.isHighSurrogate(text.charAt(charsMax - 1)) ? charsMax - 1 : charsMax;
        return text.substring(0, end) + "\n… (" + (text.length() - end) + " more characters)";
    }
}
