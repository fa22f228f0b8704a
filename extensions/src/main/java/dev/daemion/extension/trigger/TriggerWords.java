package dev.daemion.extension.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Locale;

/** When a job fires that fires by no time, in words: all that narrows it down is said. */
public final class TriggerWords {
    private TriggerWords() {}

    /** @param job its name */
    public static String of(JsonNode trigger, String job) {
        return switch (trigger.path("type").asText()) {
            case "watch" ->
                "when files " + changes(trigger.path("events")) + " in " + said(trigger, "path", "")
                        + in(trigger, "glob", " (", ")");
            case "webhook" -> "when POST /hooks/" + job + " is called";
            case "event" -> "on " + said(trigger, "event", "") + in(trigger, "filter", " where ", "");
            case "chain" -> "after " + said(trigger, "job", "") + " has " + said(trigger, "on", "succeeded");
            case "message" ->
                "when a message" + in(trigger, "thread", " in ", "") + " matches " + said(trigger, "pattern", "")
                        + (said(trigger, "mode", "").equals("before") ? ", before it is answered" : "");
            case "command" -> "when /" + said(trigger, "command", "") + " is typed";
            default -> said(trigger, "type", "").toLowerCase(Locale.ROOT);
        };
    }

    private static String changes(JsonNode events) {
        var said = new ArrayList<String>();
        events.forEach(event -> said.add(
                switch (event.asText()) {
                    case "create" -> "created";
                    case "delete" -> "deleted";
                    default -> "modified";
                }));
        return said.isEmpty() || said.size() == 3 ? "change" : "are " + String.join(" or ", said);
    }

    private static String said(JsonNode trigger, String key, String otherwise) {
        return trigger.path(key).asText(otherwise);
    }

    private static String in(JsonNode trigger, String key, String before, String after) {
        var said = trigger.path(key).asText("");
        return said.isEmpty() ? "" : before + said + after;
    }
}
