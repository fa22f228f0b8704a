package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.substrate.execution.model.wire.ModelServer;
import dev.daemion.substrate.execution.model.wire.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A message that waits in its thread")
class WithdrawStoryTest {
    private static final String KEY = "sk-test";

    @TempDir
    private Path directory;

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

    private TalkedTo.Answer cancel(String run) throws Exception {
        return gateway.post("/runs/" + run + "/cancel", "{}");
    }

    private List<String> contents(String thread) throws Exception {
        var turns = gateway.get("/threads/" + thread + "/turns").body();
        return StreamSupport.stream(turns.spliterator(), false)
                .map(turn -> turn.path("content").asText())
                .toList();
    }

    private void assertThatTheModelKnowsNothingOfIt() {
        assertThat(model.requests().stream()
                        .filter(request -> request.body().toString().contains("quokka")))
                .hasSize(0);
    }

    private static boolean hasEnded(JsonNode run) {
        return List.of("succeeded", "cancelled", "interrupted", "failed")
                .contains(run.path("status").asText());
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    @DisplayName("is taken back: nobody answers it, the queue goes on, no later answer is told of it")
    void takenBack() throws Exception {
        model.script(
                Reply.open("one").stall(),
                Reply.text("three").end(),
                Reply.text("four").end());
        var first = gateway.say("first");
        var thread = first.text("/thread_id");
        model.await();
        var second = gateway.say("quokka", "threadId", thread);
        var third = gateway.say("third", "threadId", thread);
        assertThat(second.text("/status")).isEqualTo("queued");

        var cancelled = cancel(second.text("/run_id"));

        assertThat(cancelled.status()).as("%s", cancelled.body()).isEqualTo(200);
        assertThat(cancelled.text("/status")).isEqualTo("cancelled");
        assertThat(contents(thread)).containsExactly("first", "third");
        var again = cancel(second.text("/run_id"));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("/error")).contains("ended already: cancelled");
        assertThat(cancel(first.text("/run_id")).text("/status")).isEqualTo("cancelled");
        gateway.await("/runs/" + third.text("/run_id"), WithdrawStoryTest::hasEnded);
        assertThat(gateway.stream("fourth", "threadId", thread)).isNotEmpty();
        gateway.await("/threads/" + thread, body -> !body.path("running").asBoolean());
        assertThat(contents(thread))
                .containsSubsequence("first", "third", "three", "fourth", "four")
                .doesNotContain("quokka");
        assertThat(model.requests()).hasSize(3);
        assertThatTheModelKnowsNothingOfIt();
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    @DisplayName("whose sender reads along is told that it was stopped")
    void readsAlong() throws Exception {
        model.script(Reply.open("one").stall());
        var thread = gateway.say("first").text("/thread_id");
        model.await();
        var frames = CompletableFuture.supplyAsync(() -> {
            try {
                return gateway.stream("quokka", "threadId", thread);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        gateway.await("/runs?thread_id=" + thread, runs -> runs.size() == 2);
        var run = gateway.get("/runs?thread_id=" + thread)
                .body()
                .get(0)
                .path("id")
                .asText();
        assertThat(cancel(run).status()).isEqualTo(200);
        assertThat(frames.get(30, TimeUnit.SECONDS).getLast().path("type").asText())
                .isEqualTo("stopped");
    }

    @Test
    @Timeout(value = 180, unit = TimeUnit.SECONDS)
    @DisplayName("stays taken back over kill -9, and can be taken back after one")
    void killed() throws Exception {
        model.script(
                Reply.open("one").stall(),
                Reply.open("one, once more").stall(),
                Reply.text("four").end());
        var thread = gateway.say("first").text("/thread_id");
        model.await();
        var second = gateway.say("quokka", "threadId", thread).text("/run_id");
        var third = gateway.say("third", "threadId", thread).text("/run_id");
        var fourth = gateway.say("fourth", "threadId", thread).text("/run_id");
        assertThat(cancel(second).status()).isEqualTo(200);

        gateway.kill();
        gateway.start();

        assertThat(gateway.get("/runs/" + second).text("/status")).isEqualTo("cancelled");
        assertThat(contents(thread)).doesNotContain("quokka");
        // The first answer was interrupted, so that the third message is answered now.
        model.await();
        assertThat(cancel(third).text("/status")).isEqualTo("cancelled");
        gateway.await("/runs/" + fourth, WithdrawStoryTest::hasEnded);
        assertThat(gateway.get("/runs/" + fourth).text("/status")).isEqualTo("succeeded");
        assertThatTheModelKnowsNothingOfIt();
    }

    @Test
    @Timeout(value = 180, unit = TimeUnit.SECONDS)
    @DisplayName("is cancelled whenever that comes: while it waits, as it begins and when it is answered")
    void races() throws Exception {
        for (int round = 0; round < 8; round++) {
            model.script(Reply.text("one").end(), Reply.text("two").end());
            var thread = gateway.say("first").text("/thread_id");
            var run = gateway.say("quokka", "threadId", thread).text("/run_id");
            var answer = cancel(run);
            assertThat(answer.status()).as("%s", answer.body()).isIn(200, 409);
            gateway.await("/runs/" + run, WithdrawStoryTest::hasEnded);
            gateway.await("/threads/" + thread, body -> !body.path("running").asBoolean());
            model.forget();
        }
    }
}
