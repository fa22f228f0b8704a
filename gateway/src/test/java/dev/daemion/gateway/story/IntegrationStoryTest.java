package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.daemion.kernel.wire.Json;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An integration")
@Timeout(120)
class IntegrationStoryTest {
    private static final String SERVER = Path.of("../substrates/src/test/mcp-servers/hostile.mjs")
            .toAbsolutePath()
            .normalize()
            .toString();

    @TempDir
    private Path directory;

    private GatewayFixture gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new GatewayFixture(directory, Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        assertThat(childCount()).as("no server outlives the gateway").isZero();
    }

    private static long childCount() {
        return ProcessHandle.current()
                .descendants()
                .filter(child -> child.info().commandLine().orElse("").contains(SERVER))
                .count();
    }

    @Test
    @DisplayName("with an MCP server starts only once a person has seen its program, and then its tools can be used")
    void server() throws Exception {
        var definition = "{\"kind\":\"mcp\",\"command\":" + Json.show(List.of("node", SERVER, "plain")) + "}";
        make("{\"type\":\"integration\",\"name\":\"helper\",\"description\":\"Helps.\",\"source\":\"community\","
                + "\"definition\":" + definition + "}");
        var asked = gateway.await("/approvals?status=pending", found -> !found.isEmpty())
                .body()
                .get(0);
        assertThat(asked.path("summary").asText()).contains("starts the program [\"node\",\"" + SERVER);
        assertThat(gateway.await("/notifications?unread=true", found -> !found.isEmpty())
                        .body()
                        .get(0)
                        .path("kind")
                        .asText())
                .isEqualTo("approval-needed");
        assertThat(childCount()).isZero();
        gateway.post("/approvals/" + asked.path("id").asText(), "{\"decision\":\"approve\"}");
        toggle("helper", true);
        gateway.await("/integrations", all -> isReady(all, "helper"));
        make("""
            {"type":"command","name":"hear","description":"Hears.","definition":{"prefix":"/","args":["what"],"mode":"act",
             "direct":[{"tool":"mcp_helper_echo","with":{"said":"{{what}}"}}]},"permissions":{"tools":["mcp_helper_echo"]}}\
            """);
        assertThat(run("/hear birdsong").path("output").asText()).contains("birdsong", "untrusted");

        gateway.restart();
        gateway.await("/integrations", all -> isReady(all, "helper"));
        assertThat(run("/hear again").path("output").asText()).contains("again");

        toggle("helper", false);
        gateway.await("/integrations", all -> !all.toString().contains("helper"));
        assertThat(run("/hear nothing").path("error").asText()).contains("There is no tool mcp_helper_echo");
    }

    @Test
    @DisplayName("with a web service is one tool for each endpoint; its key is in the secrets file and nowhere else")
    void endpoint() throws Exception {
        var service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        int port = service.getAddress().getPort();
        service.createContext("/", exchange -> {
            var key = exchange.getRequestHeaders().getFirst("X-Key");
            var bytes = (exchange.getRequestURI() + " with " + key).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        service.start();
        try {
            var secrets = Files.createFile(
                    directory.resolve("home/secrets"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(secrets, "BIRD_KEY=k3y-of-birds\n");
            make(
                    "{\"type\":\"integration\",\"name\":\"birds\",\"description\":\"Birds.\",\"definition\":{\"kind\":\"http\","
                        + "\"baseUrl\":\"http://127.0.0.1:" + port
                            + "\",\"headers\":{\"X-Key\":{\"secret\":\"BIRD_KEY\"}},"
                            + "\"endpoints\":{\"find\":{\"method\":\"GET\",\"url\":\"/find?name={{name}}\",\"params\":[\"name\"]}}},"
                            + "\"permissions\":{\"hosts\":[\"127.0.0.1\"]}}");
            make("""
                {"type":"command","name":"bird","description":"Finds.","definition":{"prefix":"/","args":["name"],"mode":"act",
                 "direct":[{"tool":"http_birds_find","with":{"name":"{{name}}"}}]},
                 "permissions":{"tools":["http_birds_find"],"hosts":["127.0.0.1"]}}\
                """);
            make(
                    "{\"type\":\"command\",\"name\":\"health\",\"description\":\"Looks.\",\"definition\":{\"prefix\":\"/\",\"mode\":\"act\","
                        + "\"direct\":[{\"tool\":\"http_get\",\"with\":{\"url\":\"http://127.0.0.1:" + port
                            + "/health\"}}]},"
                            + "\"permissions\":{\"tools\":[\"http_get\"],\"hosts\":[\"127.0.0.1\"]}}");
            gateway.await("/integrations", all -> isReady(all, "birds"));

            var found = run("/bird blue tit");

            assertThat(found.path("status").asText()).as("%s", found).isEqualTo("succeeded");
            assertThat(found.path("output").asText())
                    .contains("/find?name=blue")
                    .contains("•••");
            assertThat(found.toString()).doesNotContain("k3y-of-birds");
            assertThat(run("/health").path("output").asText()).contains("/health with null");
            make(
                    "{\"type\":\"command\",\"name\":\"blind\",\"description\":\"Looks.\",\"definition\":{\"prefix\":\"/\",\"mode\":\"act\","
                        + "\"direct\":[{\"tool\":\"http_get\",\"with\":{\"url\":\"http://127.0.0.1:" + port
                            + "/\"}}]},"
                            + "\"permissions\":{\"tools\":[\"http_get\"],\"hosts\":[\"*\"]}}");
            assertThat(run("/blind").path("error").asText())
                    .as("a star is no name of a private host")
                    .contains("not on the public internet");
        } finally {
            service.stop(0);
        }
    }

    @Test
    @DisplayName("that answers with pictures has them kept as artifacts that its answer names, where that is allowed")
    void pictures() throws Exception {
        helper();
        var png = "iVBORw0KGgoA";
        paint("paint", "\"mcp_helper_paint\",\"save_artifact\"", """
            {"type":"text","text":"Two of them:","data":""},
            {"type":"image","mimeType":"image/png","data":"%s"},
            {"type":"image","mimeType":"image/png","data":"%s"},
            {"type":"image","mimeType":"image/jpeg","data":"%s"},
            {"type":"image","mimeType":"image/svg+xml","data":"PHN2Zy8+"},
            {"type":"image","mimeType":"image/png","data":"!"},
            {"type":"image","mimeType":"image/png","data":"%s","times":600000},
            {"type":"audio","mimeType":"audio/wav","data":"AAAA"}\
            """.formatted(png, png, png, png));

        var output = run("/paint").path("output").asText();

        assertThat(output).contains("Two of them:", "audio, audio/wav, about 3 bytes");
        var name = output.replaceAll("(?s).*?kept as the artifact (helper-image-[0-9a-f]{12}),.*", "$1");
        assertThat(output.split("kept as the artifact " + name, -1))
                .as("%s", output)
                .hasSize(3);
        assertThat(output)
                .contains("[image, image/jpeg: not kept, for its 9 bytes are not such a picture]")
                .contains("[image, image/svg+xml: not kept")
                .contains("it is no base64")
                .contains("it is larger than 5242880 bytes");
        var artifact = gateway.get("/artifacts/" + name).body();
        assertThat(artifact.path("mime_type").asText()).isEqualTo("image/png");
        assertThat(artifact.path("version").asInt())
                .as("the same picture is the same artifact")
                .isEqualTo(1);
        assertThat(gateway.get("/artifacts").body().findValuesAsText("name"))
                .as("and the only one besides the sample")
                .filteredOn(one -> one.contains("image"))
                .hasSize(1);
        try (var files = Files.list(gateway.workspace().resolve("artifacts").resolve(name))) {
            assertThat(Files.readAllBytes(files.findFirst().orElseThrow()))
                    .isEqualTo(Base64.getDecoder().decode(png));
        }

        paint(
                "sketch",
                "\"mcp_helper_paint\"",
                "{\"type\":\"image\",\"mimeType\":\"image/gif\",\"data\":\""
                        + Base64.getEncoder().encodeToString("GIF89a".getBytes(StandardCharsets.US_ASCII)) + "\"}");
        assertThat(run("/sketch").path("output").asText()).contains("here save_artifact is not allowed by itself");
    }

    @Test
    @DisplayName("says how far it is in the thread that waits, and hears that its call was stopped")
    void stopped() throws Exception {
        helper();
        for (var tool : List.of("work", "die")) {
            make("{\"type\":\"command\",\"name\":\"" + tool
                    + "\",\"description\":\"Works.\",\"definition\":{\"prefix\":\"/\",\"mode\":\"act\",\"direct\":[{\"tool\":\"mcp_helper_"
                    + tool + "\",\"with\":{}}]},\"permissions\":{\"tools\":[\"mcp_helper_" + tool + "\"]}}");
        }
        var thread = gateway.post("/threads", "{}").text("/id");
        var request = HttpRequest.newBuilder(gateway.base().resolve("/events?threadId=" + thread))
                .header(
                        "Authorization",
                        "Bearer "
                                + Files.readString(gateway.home.resolve("credential"))
                                        .strip())
                .build();
        var types = new ArrayList<String>();
        try (var client = HttpClient.newHttpClient();
                var lines = client.send(request, HttpResponse.BodyHandlers.ofLines())
                        .body()) {
            for (var line : (Iterable<String>) lines.filter(one -> one.startsWith("data: "))::iterator) {
                var frame = Json.shown().readTree(line.substring("data: ".length()));
                types.add(frame.path("type").asText());
                if (types.getLast().equals("connected")) {
                    gateway.say("/work", "threadId", thread);
                } else if (frame.path("text").asText().equals("helper: one of three (1 of 3)")) {
                    var stopped = gateway.post("/chat/stop", "{\"threadId\":\"" + thread + "\"}");
                    assertThat(stopped.status()).isEqualTo(200);
                } else if (types.getLast().equals("stopped")) {
                    break;
                }
            }
        }
        assertThat(types).contains("tool-start", "warning", "tool-end");
        // What the server wrote to standard error is told at its end.
        assertThat(run("/die").path("error").asText()).contains("working ", "cancelled ");
    }

    private void helper() throws Exception {
        make(
                "{\"type\":\"integration\",\"name\":\"helper\",\"description\":\"Helps.\",\"definition\":{\"kind\":\"mcp\","
                    + "\"command\":" + Json.show(List.of("node", SERVER, "plain")) + "}}");
        gateway.await("/integrations", all -> isReady(all, "helper"));
    }

    private void paint(String name, String tools, String parts) throws Exception {
        make("{\"type\":\"command\",\"name\":\"" + name
                + "\",\"description\":\"Paints.\",\"definition\":{\"prefix\":\"/\",\"mode\":\"act\",\"direct\":[{\"tool\":\"mcp_helper_paint\",\"with\":{\"parts\":["
                + parts + "]}}]},\"permissions\":{\"tools\":[" + tools + "]}}");
    }

    private static boolean isReady(JsonNode integrations, String name) {
        for (var integration : integrations) {
            if (integration.path("name").asText().equals(name)) {
                return integration.path("state").asText().equals("ready");
            }
        }
        return false;
    }

    private void toggle(String name, boolean enabled) throws Exception {
        var found = gateway.get("/extensions?type=integration&q=" + name).body().get(0);
        var answer =
                gateway.post("/extensions/" + found.path("id").asText() + "/toggle", "{\"enabled\":" + enabled + "}");
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    }

    private void make(String record) throws Exception {
        var answer = gateway.post("/extensions", record);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
    }

    private JsonNode run(String content) throws Exception {
        var turn = gateway.say(content);
        assertThat(turn.status()).as("%s", turn.body()).isEqualTo(201);
        return gateway.await(
                        "/runs/" + turn.text("/run_id"),
                        run -> !run.path("finished_at").isNull())
                .body();
    }
}
