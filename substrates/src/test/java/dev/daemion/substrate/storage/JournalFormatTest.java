package dev.daemion.substrate.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import dev.daemion.kernel.journal.JournalCatalog;
import dev.daemion.kernel.journal.JournalSerializer;
import dev.daemion.kernel.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The journal as a file format")
final class JournalFormatTest {
    private static final Path ROWS = Path.of("src/test/resources/journal/release-0.1.0.jsonl");

    private static final JournalCatalog CATALOG = catalog();
    private static final JournalSerializer SERIALIZER = new JournalSerializer(CATALOG);

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    @DisplayName("gives back every entry as it was, with everything in it and with every null there can be")
    void roundTrip(String name) {
        for (var sample : JournalSamples.of(CATALOG.find(name).orElseThrow())) {
            var bytes = SERIALIZER.toBinary(sample);
            assertThat(SERIALIZER.manifest(sample)).isEqualTo(name);
            assertThat(SERIALIZER.fromBinary(bytes, name)).isEqualTo(sample);
            assertThat(new String(bytes, StandardCharsets.UTF_8))
                    .as("absent instead of null, and no class names")
                    .doesNotContain(":null")
                    .doesNotContain("dev.daemion");
        }
    }

    @Test
    @DisplayName("has rows of every entry kept from each release")
    void keepsRows() throws IOException {
        if ("update".equals(System.getProperty("golden"))) {
            writeRows();
        }
        assertThat(rows().stream().map(row -> row.path("name").asText()).distinct())
                .containsAll(CATALOG.entries().keySet());
    }

    @Test
    @DisplayName("reads the rows of release 0.1.0 without losing a member")
    void readsOldRows() {
        for (var row : rows()) {
            var payload = row.path("payload");
            var entry = SERIALIZER.read(
                    row.path("name").asText(), payload.toString().getBytes(StandardCharsets.UTF_8));
            var again = Json.stored().<JsonNode>valueToTree(entry);
            assertThat(members(again)).as(row.toString()).containsAllEntriesOf(members(payload));
        }
    }

    private static Stream<String> names() {
        return CATALOG.entries().keySet().stream().sorted();
    }

    private static JournalCatalog catalog() {
        List<Class<?>> roots = new ArrayList<>();
        for (var name : ConfigFactory.load().getStringList("daemion.journal.entries")) {
            try {
                roots.add(Class.forName(name));
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
        return new JournalCatalog(roots);
    }

    /** Every leaf by its path. */
    private static Map<String, String> members(JsonNode node) {
        var all = new TreeMap<String, String>();
        collect(all, "", node);
        return all;
    }

    private static void collect(Map<String, String> all, String path, JsonNode node) {
        if (node.isObject()) {
            node.properties().forEach(member -> collect(all, path + "/" + member.getKey(), member.getValue()));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(all, path + "/" + i, node.get(i));
            }
        } else {
            all.put(path, node.asText());
        }
    }

    private static List<JsonNode> rows() {
        try (var lines = Files.lines(ROWS)) {
            var all = new ArrayList<JsonNode>();
            for (var line : (Iterable<String>) lines::iterator) {
                all.add(Json.stored().readTree(line));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeRows() throws IOException {
        var lines = new ArrayList<String>();
        for (var name : names().toList()) {
            for (var sample : JournalSamples.of(CATALOG.find(name).orElseThrow())) {
                ObjectNode row = Json.stored().createObjectNode().put("name", name);
                row.set("payload", Json.stored().valueToTree(sample));
                lines.add(row.toString());
            }
        }
        Files.createDirectories(Path.of("src/test/resources/journal"));
        Files.write(ROWS, lines);
    }
}
