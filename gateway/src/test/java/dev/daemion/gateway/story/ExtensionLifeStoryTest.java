package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The life of an extension over HTTP and in chat")
class ExtensionLifeStoryTest {
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
    }

    @Test
    @DisplayName("a change names the version it was made from, and one from an older version is refused with 409")
    void ifMatch() throws Exception {
        var made = make("greet", "hi", "user");
        var path = "/extensions/" + made.path("id").asText();
        assertThat(gateway.patch(path, handler("two"), "If-Match", "\"1\"").status())
                .isEqualTo(200);
        var stale = gateway.patch(path, handler("three"), "If-Match", "\"1\"");
        assertThat(stale.status()).isEqualTo(409);
        assertThat(stale.text("/detail")).contains("is at version 2, not 1");
        assertThat(gateway.patch(path, handler("three"), "If-Match", "*").status())
                .isEqualTo(200);
        assertThat(gateway.patch(path, handler("four"), "If-Match", "three").status())
                .isEqualTo(400);
        assertThat(gateway.get(path).text("/definition/handler")).isEqualTo("three");
    }

    @Test
    @DisplayName("the first answer to a proposal wins: the same again is fine, another one is 409")
    void decisions() throws Exception {
        var made = make("greet", "hi", "community");
        var approval = gateway.get("/approvals?status=pending").body().path(0);
        var path = "/approvals/" + approval.path("id").asText();
        assertThat(approval.path("content_hash").asText())
                .isEqualTo(gateway.get("/extensions/" + made.path("id").asText() + "/history")
                        .body()
                        .path(0)
                        .path("content_hash")
                        .asText());

        assertThat(gateway.post(path, "{\"decision\":\"deny\"}").status()).isEqualTo(200);
        assertThat(gateway.post(path, "{\"decision\":\"deny\"}").status()).isEqualTo(200);
        var other = gateway.post(path, "{\"decision\":\"approve\"}");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.text("/detail")).contains("answered already");
        assertThat(gateway.get("/extensions/" + made.path("id").asText()).text("/status"))
                .isEqualTo("rejected");
    }

    @Test
    @DisplayName("what was approved is never another content: a question whose content changed is withdrawn")
    void neverTransferred() throws Exception {
        make("greet", "hi", "community");
        var old = gateway.get("/approvals?status=pending")
                .body()
                .path(0)
                .path("id")
                .asText();
        make("greet", "bye", "community");

        assertThat(gateway.post("/approvals/" + old, "{\"decision\":\"approve\"}")
                        .status())
                .isEqualTo(409);
        var pending = gateway.get("/approvals?status=pending").body();
        assertThat(pending).hasSize(1);
        assertThat(pending.at("/0/detail/definition/handler").asText()).isEqualTo("bye");
        assertThat(entries()).isEmpty();
    }

    @Test
    @DisplayName("an essential one is neither switched off nor deleted, and says why")
    void essential() throws Exception {
        var limits =
                gateway.get("/extensions?type=control&q=policy-default").body().path(0);
        var path = "/extensions/" + limits.path("id").asText();
        for (var answer : List.of(
                gateway.post(path + "/toggle", "{\"enabled\":false}"),
                gateway.delete(path),
                gateway.put(path, "{\"enabled\":false}"))) {
            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(409);
            assertThat(answer.text("/detail")).contains("essential");
        }
        assertThat(gateway.get(path).text("/status")).isEqualTo("active");
    }

    @Test
    @DisplayName("what was deleted comes back by /undo and by saying so, and a change of long ago by its number")
    void undone() throws Exception {
        var made = make("greet", "one", "user");
        var path = "/extensions/" + made.path("id").asText();
        gateway.put(path, handler("two"));
        gateway.put(path, handler("three"));
        gateway.post("/extensions/" + made.path("id").asText() + "/toggle", "{\"enabled\":false}");
        gateway.restart();

        assertThat(gateway.delete(path).status()).isEqualTo(204);
        assertThat(approved("/undo greet")).contains("stands as before");
        assertThat(gateway.get(path).text("/status")).isEqualTo("disabled");
        assertThat(gateway.delete(path).status()).isEqualTo(204);
        assertThat(approved("undo the greet command")).contains("stands as before");
        assertThat(gateway.get(path).text("/status")).isEqualTo("disabled");

        var back = gateway.post(path + "/revert", "{\"change\":1}");
        assertThat(back.text("/definition/handler")).isEqualTo("one");
        assertThat(back.text("/status")).isEqualTo("active");
        assertThat(gateway.post(path + "/revert", "{\"change\":999}").status()).isEqualTo(404);
    }

    @Test
    @DisplayName("every decision is in the ledger with device and hash: approvals, denials, changes of policies")
    void ledger() throws Exception {
        make("greet", "hi", "community");
        decide("approve");
        make("greet", "bye", "community");
        decide("deny");
        var policy = gateway.post("/extensions", """
            {"type":"control","name":"policy-mine","description":"Mine.",
             "definition":{"kind":"policy","rules":[{"effect":"deny","tool":"Bash"}]}}\
            """);
        var path = "/extensions/" + policy.text("/id");
        gateway.put(path, "{\"definition\":{\"kind\":\"policy\",\"rules\":[{\"effect\":\"ask\",\"tool\":\"Bash\"}]}}");
        gateway.post(path + "/toggle", "{\"enabled\":false}");
        gateway.delete(path);
        gateway.post(path + "/revert", "{\"change\":1}");

        var actions = entries().stream()
                .map(entry -> entry.path("action").asText() + " "
                        + entry.path("subject").asText())
                .toList();
        assertThat(actions).as("%s", actions).hasSize(7);
        assertThat(entries()).allSatisfy(entry -> {
            assertThat(entry.path("device").asText()).isNotBlank();
            assertThat(entry.path("hash").asText()).hasSize(64);
        });
        assertThat(gateway.get("/ledger/verify").body().path("valid").asBoolean())
                .isTrue();
    }

    private List<JsonNode> entries() throws Exception {
        var all = new ArrayList<JsonNode>();
        gateway.get("/ledger").body().forEach(all::add);
        return all;
    }

    private JsonNode make(String name, String handler, String source) throws Exception {
        var answer = gateway.post(
                "/extensions",
                "{\"type\":\"command\",\"name\":\"" + name + "\",\"description\":\"Greets.\",\"source\":\"" + source
                        + "\",\"definition\":{\"prefix\":\"/\",\"handler\":\"" + handler + "\"}}");
        assertThat(answer.status()).as("%s", answer.body()).isBetween(200, 201);
        return answer.body();
    }

    private static String handler(String text) {
        return "{\"definition\":{\"prefix\":\"/\",\"handler\":\"" + text + "\"}}";
    }

    private void decide(String decision) throws Exception {
        var waiting = gateway.await("/approvals?status=pending", found -> !found.isEmpty())
                .body();
        gateway.post("/approvals/" + waiting.at("/0/id").asText(), "{\"decision\":\"" + decision + "\"}");
    }

    /** What is answered, with every question of a tool on the way approved. */
    private String approved(String content) throws Exception {
        var run = gateway.say(content).text("/run_id");
        var ended = gateway.await("/runs/" + run, found -> {
            try {
                for (var question : gateway.get("/approvals?status=pending").body()) {
                    gateway.post("/approvals/" + question.path("id").asText(), "{\"decision\":\"approve\"}");
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return !found.path("finished_at").isNull();
        });
        return ended.text("/output");
    }
}
