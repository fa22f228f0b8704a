package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.substrate.execution.model.wire.ModelServer;
import dev.daemion.substrate.execution.model.wire.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A gateway process that is killed with SIGKILL")
class KillStoryTest {
    private static final String KEY = "sk-test-kill";
    private static final int ROUNDS = 3;
    private static final int CLIENTS = 4;
    private static final int TURNS_MAX = 40;
    /** The promise is 3 s on a quiet machine with a trained archive; here neither is given. */
    private static final Duration READY_WITHIN = Duration.ofSeconds(20);

    private static final Set<String> ENDED = Set.of("succeeded", "failed", "cancelled", "interrupted");

    @TempDir
    private Path directory;

    private final Random random = new Random(7);
    private ModelServer model;
    private GatewayProcess gateway;

    @BeforeEach
    void start() throws Exception {
        model = ModelServer.anthropic(KEY);
        gateway = new GatewayProcess(
                directory,
                Map.of(
                        "ANTHROPIC_API_KEY",
                        KEY,
                        "ANTHROPIC_BASE_URL",
                        model.url().toString()));
        gateway.awaitReady();
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        model.close();
    }

    /** One client with a thread of its own: what it sent, and what of it was acknowledged. */
    private final class Client {
        private final String threadId;
        private final List<String> acknowledged = new CopyOnWriteArrayList<>();
        private final boolean hasKeys;
        private final int number;

        Client(int number) throws Exception {
            this.number = number;
            this.threadId = gateway.post("/threads", "{}").text("/id");
            this.hasKeys = number % 2 == 0;
        }

        /** Posts until the gateway is gone. */
        void post(int round) {
            for (int i = 0; i < TURNS_MAX; i++) {
                var content = "turn " + number + "-" + round + "-" + i;
                try {
                    if (send(content) == 201) {
                        acknowledged.add(content);
                    }
                } catch (IOException e) {
                    return;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        }

        private int send(String content) throws Exception {
            var body = "{\"thread_id\":\"" + threadId + "\",\"content\":\"" + content + "\"}";
            var answer =
                    hasKeys ? gateway.post("/chat", body, "Idempotency-Key", content) : gateway.post("/chat", body);
            return answer.status();
        }

        /** Everything acknowledged is there once and in order; what was not acknowledged is there once at most. */
        void check() throws Exception {
            var said = new ArrayList<String>();
            for (var turn : turns(threadId)) {
                if (turn.path("role").asText().equals("user")) {
                    said.add(turn.path("content").asText());
                }
            }
            assertThat(said).doesNotHaveDuplicates().containsSubsequence(acknowledged);
            if (hasKeys && !acknowledged.isEmpty()) {
                // The same key after the kill is the same turn.
                assertThat(send(acknowledged.getLast())).isEqualTo(201);
                assertThat(turns(threadId).stream()
                                .map(turn -> turn.path("content").asText())
                                .filter(acknowledged.getLast()::equals))
                        .hasSize(1);
            }
        }
    }

    private List<JsonNode> turns(String threadId) throws Exception {
        var all = new ArrayList<JsonNode>();
        var seen = new HashSet<String>();
        var before = "";
        while (true) {
            var page = gateway.get("/threads/" + threadId + "/turns?limit=200" + before)
                    .body();
            var turns = StreamSupport.stream(page.spliterator(), false).toList();
            all.addAll(0, turns);
            turns.forEach(turn -> assertThat(seen.add(turn.path("id").asText())).isTrue());
            if (turns.size() < 200) {
                return all;
            }
            before = "&before=" + turns.getFirst().path("id").asText();
        }
    }

    @Test
    @Timeout(value = 180, unit = TimeUnit.SECONDS)
    @DisplayName("under load has every acknowledged turn once and in order, and every run comes to an end")
    void load() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            model.script(
                    Reply.open("slow ", "answer ").pause(Duration.ofMillis(150)).end());
            var clients = new ArrayList<Client>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new Client(i));
            }
            killWhile(clients, round);
            long began = System.nanoTime();
            gateway.start();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(READY_WITHIN);
            for (var client : clients) {
                client.check();
                gateway.await(
                        "/threads/" + client.threadId,
                        thread -> !thread.path("running").asBoolean());
                for (var turn : turns(client.threadId)) {
                    assertThat(turn.path("status").asText()).as("%s", turn).isNotEqualTo("queued");
                    var run = gateway.get("/runs/" + turn.path("run_id").asText());
                    assertThat(run.text("/status")).as("%s", run.body()).isIn(ENDED);
                }
            }
        }
    }

    private void killWhile(List<Client> clients, int round) throws Exception {
        var isFirstIn = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        for (var client : clients) {
            threads.add(Thread.ofVirtual().start(() -> {
                client.post(round * 1_000);
                isFirstIn.countDown();
            }));
        }
        // Some hundred milliseconds into the load; the clients end when nobody answers any more.
        isFirstIn.await(50L + random.nextInt(500), TimeUnit.MILLISECONDS);
        gateway.kill();
        for (var thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
        }
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    @DisplayName("keeps what was said of an answer, goes on with what waits, and answers what had not begun")
    void phases() throws Exception {
        model.script(
                Reply.open("I will write it.")
                        .use("call_1", "Write", "{\"path\":\"note.txt\",\"content\":\"approved\"}")
                        .end("tool_use"),
                Reply.open("half an ", "answer").stall());
        var asking = gateway.say("write a note", "mode", "act");
        gateway.await(
                "/runs/" + asking.text("/run_id"),
                run -> run.path("status").asText().equals("blocked"));
        var streaming = gateway.say("tell me");
        var thread = streaming.text("/thread_id");
        model.await();
        model.await();
        var waiting = gateway.say("and then?", "threadId", thread);
        assertThat(waiting.text("/status")).isEqualTo("queued");
        draftIsKept();
        gateway.kill();
        model.script(Reply.text("then this").end(), Reply.text("written").end());
        gateway.start();

        var answered = gateway.await(
                "/runs/" + waiting.text("/run_id"),
                run -> ENDED.contains(run.path("status").asText()));
        assertThat(answered.text("/status")).isEqualTo("succeeded");
        var turns = turns(thread);
        assertThat(turns.stream().map(turn -> turn.path("content").asText()).toList())
                .containsExactly("tell me", "half an answer", "and then?", "then this");
        assertThat(turns.get(1).path("status").asText()).isEqualTo("partial");
        assertThat(gateway.get("/runs/" + streaming.text("/run_id")).text("/status"))
                .isEqualTo("interrupted");

        var run = "/runs/" + asking.text("/run_id");
        assertThat(gateway.get(run).text("/status")).isEqualTo("blocked");
        var approval = gateway.get("/approvals?status=pending").text("/0/id");
        gateway.post("/approvals/" + approval, "{\"decision\":\"approve\"}");
        gateway.await(run, body -> body.path("status").asText().equals("succeeded"));
        assertThat(gateway.workspace().resolve("note.txt")).hasContent("approved");
    }

    private static void draftIsKept() throws InterruptedException {
        // Nothing outside shows that a draft was written; it happens every half second.
        assertThat(new CountDownLatch(1).await(1_500, TimeUnit.MILLISECONDS)).isFalse();
    }
}
