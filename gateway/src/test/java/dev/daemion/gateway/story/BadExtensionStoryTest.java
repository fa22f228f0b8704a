package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("An extension that is no good")
class BadExtensionStoryTest {
    private static final int BYTES_MAX = 256 * 1024;
    private static final String HEAD = "type: command\nname: bad\ndescription: Bad.\n";

    private static final String CHAINED = """
        type: job
        name: bad
        description: Bad.
        definition: { schedule: "@daily", prompt: Go., chains: [bad] }
        """;

    @TempDir
    private static Path directory;

    private static GatewayFixture gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = new GatewayFixture(directory, Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    /**
     * @param pointer where a finding has to be
     * @param said what it has to say
     */
    private record Bad(String name, String text, String pointer, String said) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Bad> bad() {
        return Stream.of(
                new Bad("a bomb of aliases", bomb(), "/a4/3", "more than 50000 values"),
                new Bad("a tag", HEAD + "definition: !!java.net.URL [x]\n", "/definition", "tags are not allowed"),
                new Bad("a key twice in YAML", HEAD + "name: good\ndefinition: {}\n", "/name", "twice"),
                new Bad(
                        "a key twice in JSON",
                        "{\"type\":\"command\",\"type\":\"theme\"}",
                        "",
                        "Duplicate field 'type'"),
                new Bad(
                        "one byte too many",
                        HEAD + "definition: {}\n" + filler(BYTES_MAX + 1),
                        "",
                        "at most 262144 bytes"),
                new Bad(
                        "YAML 33 levels deep",
                        HEAD + "definition: " + nested(32) + "\n",
                        "/definition" + "/0".repeat(31),
                        "32 levels"),
                new Bad("JSON 33 levels deep", json("\"definition\":" + nested(32)), "", "32"),
                new Bad(
                        "a NUL escaped in YAML",
                        HEAD + "definition: { prefix: /, handler: \"a\\0b\" }\n",
                        "/definition/handler",
                        "NUL"),
                new Bad(
                        "a NUL escaped in JSON",
                        json("\"definition\":{\"prefix\":\"/\",\"handler\":\"a\\u0000b\"}"),
                        "/definition/handler",
                        "NUL"),
                new Bad("a NUL as it is", HEAD + "definition: { prefix: /, handler: 'a\0b' }\n", "", "NUL"),
                new Bad(
                        "a number that is a very long one",
                        json(
                                "\"definition\":{\"prefix\":\"/\",\"direct\":[{\"tool\":\"LS\",\"with\":{\"n\":1e2000}}]}"),
                        "/definition/direct/0/with/n",
                        "number"),
                new Bad(
                        "a name with a letter that only looks like one",
                        named("dаemion"),
                        "/name",
                        "only look like those"),
                new Bad("a name that differs by case only", named("Help"), "/name", "try 'help'"),
                new Bad("a name of full-width letters", named("ｈelp"), "/name", "only look like those"),
                new Bad("a name that climbs", named("../../etc/passwd"), "/name", "kebab-case"),
                new Bad("a name with a drive", named("c:\\windows"), "/name", "kebab-case"),
                new Bad(
                        "a template that names what is not there",
                        HEAD + "definition: { prefix: /, handler: '{{secret}}' }\n",
                        "/definition/handler",
                        "{{secret}}, which does not exist here"),
                new Bad(
                        "a template that is none",
                        HEAD + "definition: { prefix: /, handler: '{{#args}}' }\n",
                        "/definition/handler",
                        "not a Mustache template"),
                new Bad(
                        "a template that reads another",
                        HEAD + "definition: { prefix: /, handler: '{{>x}}' }\n",
                        "/definition/handler",
                        "not allowed"),
                new Bad(
                        "a step that names what is not there",
                        HEAD + "definition: { prefix: /, direct: [{ tool: LS, with: { path: '{{later}}' } }] }\n",
                        "/definition/direct/0/with/path",
                        "{{later}}"),
                new Bad(
                        "a theme nobody can read",
                        theme("#777777", "#888888"),
                        "/definition/colors/textPrimary",
                        "at least 4.5:1"),
                new Bad(
                        "a theme of no colours",
                        theme("red; background: url(//x)", "#000000"),
                        "/definition/colors/textPrimary",
                        "#rgb"),
                new Bad("a job that fires itself", CHAINED, "/definition/chains/0", "its own end"),
                new Bad("a list instead of a record", "[1, 2]", "", "expected an object"),
                new Bad("nothing", "# nothing at all", "", "found none"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    @DisplayName("is refused with a clear finding, nothing of it is stored, and the gateway stays up")
    void refused(Bad bad) throws Exception {
        var before = gateway.get("/extensions?limit=200").body();
        var journal = gateway.get("/health").body().at("/database/journal_row_count");
        assertThat(journal.isNumber()).isTrue();

        var answer = gateway.post("/extensions", bad.text(), "Content-Type", "application/yaml");

        assertThat(answer.status()).as("%s", answer.body()).isIn(400, 413);
        assertThat(answer.body().path("errors")).as("%s", answer.body()).anySatisfy(error -> {
            assertThat(error.path("pointer").asText()).isEqualTo(bad.pointer());
            assertThat(error.path("detail").asText()).contains(bad.said());
        });
        assertThat(answer.body().toString()).doesNotContain("dev.daemion", "Exception");
        var checked = gateway.post("/extensions/validate", bad.text(), "Content-Type", "application/yaml");
        assertThat(checked.status()).isIn(200, 413);
        if (checked.status() == 200) {
            assertThat(checked.body().path("findings").toString())
                    .as("the same findings without storing")
                    .isEqualTo(answer.body().path("errors").toString());
        }
        assertThat(gateway.get("/extensions?limit=200").body()).isEqualTo(before);
        assertThat(gateway.get("/health").body().at("/database/journal_row_count"))
                .isEqualTo(journal);
        assertThat(gateway.get("/approvals?status=pending").body()).isEmpty();
    }

    @Test
    @DisplayName("is refused as a change too, within the limits of a new one, and leaves what was there")
    void changes() throws Exception {
        var made = gateway.post(
                "/extensions",
                "{\"type\":\"command\",\"name\":\"fine\",\"description\":\"Fine.\",\"definition\":{\"prefix\":\"/\",\"handler\":\"hi\"}}");
        var path = "/extensions/" + made.text("/id");
        for (var definition : new String[] {
            "{\"prefix\":\"/\",\"handler\":\"a\\u0000b\"}",
            "{\"prefix\":\"/\",\"handler\":\"{{secret}}\"}",
            "{\"prefix\":\"/\",\"direct\":[{\"tool\":\"LS\",\"with\":{\"n\":1e2000}}]}",
            "{\"prefix\":\"/\",\"direct\":[{\"tool\":\"LS\",\"with\":{\"n\":" + nested(32) + "}}]}"
        }) {
            var answer = gateway.put(path, "{\"definition\":" + definition + "}");
            assertThat(answer.status()).as("%s: %s", definition, answer.body()).isEqualTo(400);
        }
        assertThat(gateway.get(path).body()).isEqualTo(made.body());
        gateway.restart();
        assertThat(gateway.get(path).body()).isEqualTo(made.body());
        assertThat(gateway.delete(path).status()).isEqualTo(204);
    }

    private static String named(String name) {
        return "type: command\nname: " + name + "\ndescription: Bad.\ndefinition: { prefix: /, handler: hi }\n";
    }

    private static String json(String definition) {
        return "{\"type\":\"command\",\"name\":\"bad\",\"description\":\"Bad.\"," + definition + "}";
    }

    private static String nested(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }

    private static String filler(int bytes) {
        return "#" + "x".repeat(bytes) + "\n";
    }

    private static String bomb() {
        var text = new StringBuilder(HEAD + "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            var before = Collections.nCopies(10, "*a" + (i - 1));
            text.append("a" + i + ": &a" + i + " [" + String.join(", ", before) + "]\n");
        }
        return text.toString();
    }

    private static String theme(String text, String ground) {
        return "type: theme\nname: bad\ndescription: Bad.\ndefinition:\n  colors: { bgPrimary: '" + ground
                + "', bgSecondary: '" + ground + "', bgTertiary: '" + ground + "', textPrimary: '" + text
                + "', textSecondary: '" + text + "', accent: '#ffffff', accentText: '#000000', border: '#000000',"
                + " success: '#ffffff', danger: '#ffffff' }\n";
    }
}
