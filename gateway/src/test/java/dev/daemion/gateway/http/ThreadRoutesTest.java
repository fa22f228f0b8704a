package dev.daemion.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("The routes of threads")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThreadRoutesTest {
    private ApiFixture api;
    private FakeSubstrates substrates;

    @BeforeAll
    void start() throws Exception {
        api = new ApiFixture();
        substrates = api.substrates;
    }

    @AfterAll
    void stop() {
        api.close();
    }

    @BeforeEach
    void forget() {
        substrates.received.clear();
    }

    @Test
    @DisplayName("are listed with the next page in Link, and the query as asked")
    void lists() throws Exception {
        substrates.onRead(
                StorageQuery.Threads.class, query -> new Page<>(List.of(Records.thread("One")), "next cursor"));
        var answer = api.call("GET", "/threads?q=a%20b&archived=all&limit=7");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/0/title").asText()).isEqualTo("One");
        assertThat(answer.header("Link"))
                .isEqualTo("</threads?q=a+b&archived=all&limit=7&cursor=next+cursor>; rel=\"next\"");
        assertThat(substrates.lastRead()).isEqualTo(new StorageQuery.Threads("a b", null, null, 7));
    }

    @Test
    @DisplayName("are listed without the archived ones unless asked")
    void hidesArchived() throws Exception {
        substrates.onRead(StorageQuery.Threads.class, query -> new Page<>(List.of(), null));
        var answer = api.call("GET", "/threads");
        assertThat(answer.raw().body()).isEqualTo("[]");
        assertThat(answer.header("Link")).isEmpty();
        assertThat(substrates.lastRead()).isEqualTo(new StorageQuery.Threads(null, false, null, 50));
    }

    @Test
    @DisplayName("show each change at once although encoded pages are kept")
    void keepsNoStalePage() throws Exception {
        var page = new Page<>(List.of(Records.thread("Before")), null);
        substrates.onRead(StorageQuery.Threads.class, query -> page);
        assertThat(api.call("GET", "/threads").raw().body()).contains("Before");
        assertThat(api.call("GET", "/threads").raw().body()).contains("Before");
        substrates.onRead(StorageQuery.Threads.class, query -> new Page<>(List.of(Records.thread("After")), null));
        assertThat(api.call("GET", "/threads").raw().body()).contains("After");
    }

    @Test
    @DisplayName("are created with 201 and Location, also without a body")
    void creates() throws Exception {
        substrates.on(
                ContextProtocol.CreateThread.class, m -> m.replyTo().tell(StatusReply.success(Records.thread("New"))));
        var answer = api.call("POST", "/threads");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/threads/" + Records.THREAD);
        api.call("POST", "/threads", "{\"title\":\"T\",\"agentId\":\"pulse\",\"project_id\":\"p\",\"mode\":\"act\"}");
        assertThat(substrates.last(ContextProtocol.CreateThread.class).settings())
                .isEqualTo(new ContextProtocol.ThreadChange("T", "pulse", null, "act", "p", null));
    }

    @Test
    @DisplayName("are changed: absent stays, null clears")
    void changes() throws Exception {
        substrates.on(
                ContextProtocol.ChangeThread.class, m -> m.replyTo().tell(StatusReply.success(Records.thread("New"))));
        var answer = api.call("PATCH", "/threads/" + Records.THREAD, "{\"model\":null,\"archived\":true}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(substrates.last(ContextProtocol.ChangeThread.class).change())
                .isEqualTo(new ContextProtocol.ThreadChange(null, null, "", null, null, true));
    }

    @Test
    @DisplayName("are deleted with 204, and refused with 404 when there is none")
    void deletes() throws Exception {
        substrates.on(
                ContextProtocol.DeleteThread.class, m -> m.replyTo().tell(StatusReply.success(Done.getInstance())));
        assertThat(api.call("DELETE", "/threads/" + Records.THREAD).status()).isEqualTo(204);
        substrates.on(
                ContextProtocol.DeleteThread.class,
                m -> m.replyTo()
                        .tell(StatusReply.error(
                                new Problem(ProblemCode.THREAD_NOT_FOUND, "There is no such thread."))));
        assertThat(api.call("DELETE", "/threads/" + Records.THREAD).code()).isEqualTo("thread_not_found");
    }

    @Test
    @DisplayName("that cannot exist are not asked for")
    void refusesOddIds() throws Exception {
        for (var id : List.of("x", "thread_", "turn_01jd0000000000000000000000", "..%2f..", "thread_%00")) {
            var answer = api.call("GET", "/threads/" + id);
            assertThat(answer.status()).as(id).isEqualTo(404);
            assertThat(answer.code()).as(id).isEqualTo("thread_not_found");
        }
        assertThat(substrates.received).isEmpty();
    }

    @Test
    @DisplayName("give their turns oldest first, and count as read once a device has fetched them")
    void listsTurns() throws Exception {
        substrates.onRead(
                StorageQuery.Turns.class,
                query -> new Page<>(List.of(Records.turn(Role.ASSISTANT)), Records.TURN.value()));
        var path = "/threads/" + Records.THREAD + "/turns";
        var answer = api.send(
                api.request("GET", path + "?limit=2").header("Authorization", "Bearer " + ApiFixture.DEVICE_TOKEN));
        assertThat(answer.json().at("/0/parts/2/tool_call_id").asText()).isEqualTo("call_1");
        assertThat(answer.header("Link")).isEqualTo("<" + path + "?limit=2&before=" + Records.TURN + ">; rel=\"next\"");
        assertThat(substrates.last(StorageProtocol.MarkRead.class).threadId()).isEqualTo(Records.THREAD);
    }

    @Test
    @DisplayName("fork up to a turn")
    void forks() throws Exception {
        substrates.on(
                ContextProtocol.ForkThread.class, m -> m.replyTo().tell(StatusReply.success(Records.thread("Fork"))));
        var answer = api.call("POST", "/threads/" + Records.THREAD + "/fork", "{\"turnId\":\"" + Records.TURN + "\"}");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(substrates.last(ContextProtocol.ForkThread.class).upTo()).isEqualTo(Records.TURN);
    }
}
