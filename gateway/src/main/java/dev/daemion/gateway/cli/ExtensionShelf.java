package dev.daemion.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.manifest.Bundle;
import dev.daemion.gateway.discovery.Connection;
import dev.daemion.kernel.wire.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The extensions of a running gateway by the names people use: {@code name}, or {@code type/name}. */
record ExtensionShelf(Connection connection) {
    private static final int PAGES_MAX = 200;

    static String shown(JsonNode extension) {
        return extension.path("type").asText() + "/" + extension.path("name").asText();
    }

    /** All whose name or description holds the words, newest first. */
    List<JsonNode> search(String words) throws Exception {
        var query = words.isBlank() ? "" : "&q=" + URLEncoder.encode(words, StandardCharsets.UTF_8);
        var found = new ArrayList<JsonNode>();
        var cursor = "";
        for (int page = 0; page < PAGES_MAX; page++) {
            var items = Gateways.json(connection.send("GET", "/extensions?limit=200" + query + cursor, null));
            items.forEach(found::add);
            if (items.size() < 200) {
                break;
            }
            cursor = "&cursor=" + items.get(items.size() - 1).path("id").asText();
        }
        return found;
    }

    JsonNode find(String said) throws Exception {
        return only(said, false);
    }

    /** One that is there, else the last that was deleted of that name: it can be had back. */
    JsonNode findAlsoDeleted(String said) throws Exception {
        return only(said, true);
    }

    private JsonNode only(String said, boolean alsoDeleted) throws Exception {
        int slash = said.indexOf('/', 1);
        var type = slash < 0 ? "" : said.substring(0, slash);
        var name = (slash < 0 ? said : said.substring(slash + 1)).replaceFirst("^[/@!#]", "");
        var found = search(name).stream()
                .filter(extension -> extension.path("name").asText().equals(name))
                .filter(extension ->
                        type.isEmpty() || extension.path("type").asText().equals(type))
                .toList();
        if (found.isEmpty() && alsoDeleted) {
            var words = URLEncoder.encode(name, StandardCharsets.UTF_8);
            for (var deleted : Gateways.json(connection.send("GET", "/extensions?deleted=true&q=" + words, null))) {
                if (deleted.path("name").asText().equals(name)
                        && (type.isEmpty() || deleted.path("type").asText().equals(type))) {
                    return deleted;
                }
            }
        }
        if (found.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.FAILED, "There is no extension " + said + "; `daemion ext list` shows what there is.");
        }
        if (found.size() > 1) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "Several extensions are called " + name + ": say one of "
                            + found.stream().map(ExtensionShelf::shown).collect(Collectors.joining(", ")) + ".");
        }
        return found.getFirst();
    }

    JsonNode history(String name) throws Exception {
        return Gateways.json(connection.send(
                "GET", "/extensions/" + findAlsoDeleted(name).path("id").asText() + "/history", null));
    }

    /** The number of its newest change. */
    int lastChange(JsonNode extension) throws Exception {
        int last = 0;
        var versions = Gateways.json(
                connection.send("GET", "/extensions/" + extension.path("id").asText() + "/history", null));
        for (var version : versions) {
            for (var change : version.path("changes")) {
                last = Math.max(last, change.path("change").asInt());
            }
        }
        return last;
    }

    /** In the order they were named; what is only true here (ids, times, who made it) stays here. */
    String bundle(List<String> names) throws Exception {
        var records = new ArrayList<JsonNode>();
        for (var name : names) {
            var extension = find(name);
            var record = Json.stored().createObjectNode();
            for (var member : List.of("type", "name", "description", "definition", "permissions")) {
                if (extension.hasNonNull(member)) {
                    record.set(member, extension.path(member));
                }
            }
            records.add(record);
        }
        return Bundle.write(records);
    }
}
