package dev.daemion.substrate.execution.model.builtin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.kernel.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Rows of {@link Intents} about extensions that are there: change, switch on and off, delete, undo, list, explain. */
final class Changing {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String NAME = "[\"'`“]?(?<name>[/@!#]?[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*)[\"'`”]?";
    private static final String TYPE =
            "(?<type>command|theme|job|agent|widget|action|renderer|integration|app|artifact|capability|control)";
    private static final String TYPES =
            "(?<type>commands|themes|jobs|agents|widgets|actions|renderers|integrations|apps|artifacts|capabilities|controls|extensions)";

    private Changing() {}

    static Intent change() {
        return Intent.of(
                        "change-command",
                        "change /standup so that it lists today's threads",
                        (words, at) -> {
                            var name = Making.kebab(words.get("name"));
                            if (words.get("what").isEmpty()) {
                                return new Step.Say("What should `/" + name + "` do instead?");
                            }
                            var doing = Doing.of(words.get("what"));
                            var definition = JSON.objectNode().put("prefix", "/");
                            definition.setAll(doing.definition());
                            var input = JSON.objectNode()
                                    .put("type", "command")
                                    .put("name", name)
                                    .put("description", Making.sentence(words.get("what")));
                            input.set("definition", definition);
                            input.set("permissions", doing.permissions());
                            return Making.use(at, "update_extension", input);
                        },
                        "(?:change|update|edit|modify|rewrite)(?: the| my)*(?: command)? (?<name>/[A-Za-z0-9-]+)(?:"
                                + " command)?(?:,? (?:so that it|so it|to|that it|:) (?<what>.+))?",
                        "(?:change|update|edit|modify|rewrite)(?: the| my)* (?:command )?(?<name>[A-Za-z0-9-]+)(?:"
                                + " command)?,? (?:so that it|so it) (?<what>.+)",
                        "make (?<name>/[A-Za-z0-9-]+) (?<what>(?!command).+?)(?: instead)?")
                .then((_, at) -> Making.answered(at));
    }

    /** The type is looked up when it was not said; two of a name are asked about. */
    static Intent toggle() {
        return Intent.of(
                        "toggle",
                        "disable the forest theme",
                        (words, at) -> Making.use(
                                at, "list_extensions", JSON.objectNode().put("query", Making.kebab(words.get("name")))),
                        "(?<verb>disable|enable|activate|deactivate|turn on|turn off|switch on|switch"
                                + " off|use|delete|remove|drop)(?: the| my)* "
                                + NAME + " " + TYPE,
                        "(?<verb>disable|enable|activate|deactivate|turn on|turn off|switch on|switch"
                                + " off|use|delete|remove|drop)(?: the| my)* "
                                + TYPE + " " + NAME,
                        "(?<verb>disable|enable|activate|deactivate|turn on|turn off|switch on|switch"
                                + " off|delete|remove|drop)(?: the| my)* "
                                + NAME,
                        "(?<verb>switch) to (?:the )?" + NAME + " " + TYPE,
                        "(?<verb>switch) to (?:the )?" + TYPE + " " + NAME)
                .then(Changing::toggled);
    }

    private static Step toggled(Words words, Surroundings at) {
        if (!at.latest().tool().equals("list_extensions") || at.latest().isError()) {
            return Making.answered(at);
        }
        var name = Making.kebab(words.get("name"));
        var found = rows(at.latest().output()).stream()
                .filter(row -> row.path("name").asText().equals(name))
                .filter(row -> words.get("type").isEmpty()
                        || row.path("type").asText().equals(words.get("type").toLowerCase(Locale.ROOT)))
                .toList();
        if (found.isEmpty()) {
            return new Step.Say("There is no extension called `" + name + "`. `/extensions` lists what there is.");
        }
        if (found.size() > 1) {
            return new Step.Say("Several extensions are called `" + name + "`: "
                    + found.stream()
                            .map(row -> "the " + row.path("type").asText())
                            .collect(Collectors.joining(", "))
                    + ". Say which one, for example: *" + words.get("verb") + " the "
                    + found.getFirst().path("type").asText()
                    + " " + name + "*.");
        }
        var input = JSON.objectNode()
                .put("type", found.getFirst().path("type").asText())
                .put("name", name);
        return Making.use(at, tool(words.get("verb").toLowerCase(Locale.ROOT)), input);
    }

    private static String tool(String verb) {
        return switch (verb) {
            case "delete", "remove", "drop" -> "delete_extension";
            case "disable", "deactivate", "turn off", "switch off" -> "disable_extension";
            default -> "request_enable";
        };
    }

    static Intent undo() {
        return Intent.of(
                        "undo",
                        "undo the last change to /standup",
                        (words, at) -> {
                            var input = JSON.objectNode();
                            words.find("name").ifPresent(name -> input.put("name", Making.kebab(name)));
                            return Making.use(at, "undo_change", input);
                        },
                        "undo(?: that| it| this)?",
                        "(?:undo|take back|revert|roll back)(?: the| my)*(?: last)?(?: change)?(?: (?:to|of|in))(?:"
                                + " the| my)* "
                                + NAME + "(?: (?:command|theme|agent|job|control))?",
                        "(?:undo|take back|revert|roll back)(?: the| my)*(?: last)? change",
                        "(?:undo|take back|revert|roll back)(?: the| my)? " + NAME
                                + "(?: (?:command|theme|agent|job|control|capability|integration|widget|action))?",
                        "(?:take|bring) (?:that|it|this) back")
                .then((_, at) -> Making.answered(at));
    }

    static Intent list() {
        return Intent.of(
                "list-extensions",
                "what commands do I have",
                (words, at) -> {
                    var type = words.get("type")
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("ies$", "ys")
                            .replaceAll("s$", "");
                    var input = JSON.objectNode();
                    if (!type.equals("extension")) {
                        input.put("type", type.replace("capability", "capability"));
                    }
                    return Making.use(at, "list_extensions", input);
                },
                "(?:what|which) " + TYPES
                        + " (?:do i have|are there|have i made|exist|did you make|did i make|are active|can i"
                        + " use)\\b.{0,40}",
                "(?:list|show|display)(?: me)?(?: all| the| my| of)* " + TYPES);
    }

    static Intent about() {
        return Intent.of(
                        "about-command",
                        "what does /undo do",
                        (words, at) -> Making.use(at, "help", JSON.objectNode().put("topic", words.get("name"))),
                        "(?:what|how) (?:does|is|do i use|to use)(?: the)?(?: command)? (?<name>[/@][A-Za-z0-9-]+)(?:"
                                + " (?:do|for|work|used))*",
                        "(?:show|explain|describe)(?: me)?(?: the)?(?: command)? (?<name>[/@][A-Za-z0-9-]+)")
                .then((_, at) -> Making.answered(at));
    }

    private static List<JsonNode> rows(String output) {
        var rows = new ArrayList<JsonNode>();
        try {
            Json.stored().readTree(output).forEach(rows::add);
        } catch (JsonProcessingException e) {
            return List.of();
        }
        return rows;
    }
}
