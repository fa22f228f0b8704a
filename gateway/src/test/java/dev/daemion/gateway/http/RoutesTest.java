package dev.daemion.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.approval.Decision;
import dev.daemion.kernel.approval.Scope;
import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.run.RunStatus;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("Routes turn a request into one message and its reply into JSON")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutesTest {
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

    @Nested
    @DisplayName("Chat")
    class Chat {
        @BeforeEach
        void answer() {
            substrates.on(
                    ContextProtocol.PostTurn.class,
                    m -> m.replyTo().tell(StatusReply.success(Records.turn(Role.USER))));
        }

        @Test
        @DisplayName("answers 201 with the stored user turn")
        void posts() throws Exception {
            var answer = api.send(ApiFixture.authorized(api.request("POST", "/chat"))
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", "k-1")
                    .POST(BodyPublishers.ofString("{\"content\":\"hi\",\"threadId\":\""
                            + Records.THREAD
                            + "\",\"attachments\":[{\"name\":\"a\",\"mimeType\":\"text/plain\",\"content\":\"x\"}]}")));
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.json().path("run_id").asText()).isEqualTo(Records.RUN.value());
            var post = substrates.last(ContextProtocol.PostTurn.class).post();
            assertThat(post.idempotencyKey()).isEqualTo("k-1");
            assertThat(post.threadId()).isEqualTo(Records.THREAD);
            assertThat(post.attachments()).hasSize(1);
        }

        @Test
        @DisplayName("hands over to the stream when events are asked for, and refuses forms it does not have")
        void negotiates() throws Exception {
            var request = ApiFixture.authorized(api.request("POST", "/chat"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"content\":\"hi\"}"));
            assertThat(api.send(request.copy().header("Accept", "text/event-stream"))
                            .raw()
                            .body())
                    .contains("streamed");
            assertThat(api.send(request.copy().header("Accept", "image/png")).status())
                    .isEqualTo(406);
            assertThat(api.send(request.copy().header("Accept", "text/event-stream;q=0, */*"))
                            .status())
                    .isEqualTo(201);
        }

        @Test
        @DisplayName("names a thread that cannot exist as not found")
        void refusesThread() throws Exception {
            var answer = api.call("POST", "/chat", "{\"content\":\"hi\",\"thread_id\":\"thread_nope\"}");
            assertThat(answer.code()).isEqualTo("thread_not_found");
            assertThat(substrates.received).isEmpty();
        }

        @Test
        @DisplayName("says when to come back while the queue is full")
        void waits() throws Exception {
            substrates.on(
                    ContextProtocol.PostTurn.class,
                    m -> m.replyTo()
                            .tell(StatusReply.error(
                                    new Problem(ProblemCode.QUEUE_FULL, "Ten messages wait.").retryAfter(7))));
            var answer = api.call("POST", "/chat", "{\"content\":\"hi\"}");
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.header("Retry-After")).isEqualTo("7");
            assertThat(answer.json().path("error").asText()).isEqualTo("Ten messages wait.");
        }

        @Test
        @DisplayName("is stopped by thread")
        void stops() throws Exception {
            substrates.on(
                    ExecutionProtocol.StopThread.class, m -> m.replyTo().tell(StatusReply.success(Done.getInstance())));
            substrates.onRead(StorageQuery.OneThread.class, query -> Records.thread("One"));
            var answer = api.call("POST", "/chat/stop", "{\"threadId\":\"" + Records.THREAD + "\"}");
            assertThat(answer.json().path("stopped").asBoolean()).isTrue();
        }

        @Test
        @DisplayName("that fails unexpectedly tells an id and nothing else")
        void fails() throws Exception {
            substrates.on(
                    ContextProtocol.PostTurn.class,
                    m -> m.replyTo().tell(StatusReply.error(new IllegalStateException("secret detail"))));
            var answer = api.call("POST", "/chat", "{\"content\":\"hi\"}");
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.json().path("id").asText()).startsWith("err_");
            assertThat(answer.raw().body()).doesNotContain("secret");
        }
    }

    @Nested
    @DisplayName("Runs and approvals")
    class RunsAndApprovals {
        @Test
        @DisplayName("are listed by thread and state")
        void listsRuns() throws Exception {
            substrates.onRead(
                    StorageQuery.RunPage.class,
                    query -> new Page<>(List.of(Records.run(RunStatus.RUNNING)), Records.RUN.value()));
            var answer = api.call("GET", "/runs?threadId=" + Records.THREAD + "&status=running");
            assertThat(answer.json().at("/0/id").asText()).isEqualTo(Records.RUN.value());
            var asked = new StorageQuery.Runs(null, Records.THREAD, RunStatus.RUNNING, 50);
            assertThat(substrates.lastRead()).isEqualTo(new StorageQuery.RunPage(asked, null));
            var next = answer.header("Link");
            api.call("GET", next.substring(1, next.indexOf('>')));
            assertThat(substrates.lastRead()).isEqualTo(new StorageQuery.RunPage(asked, Records.RUN));
        }

        @Test
        @DisplayName("are cancelled, and shown as they are then")
        void cancels() throws Exception {
            substrates.on(
                    ExecutionProtocol.StopRun.class, m -> m.replyTo().tell(StatusReply.success(Done.getInstance())));
            substrates.onRead(StorageQuery.OneRun.class, query -> Records.run(RunStatus.CANCELLED));
            assertThat(api.call("POST", "/runs/" + Records.RUN + "/cancel")
                            .json()
                            .path("status")
                            .asText())
                    .isEqualTo("cancelled");
        }

        @Test
        @DisplayName("show the model's context as it was")
        void showsContext() throws Exception {
            substrates.onRead(StorageQuery.TurnContext.class, query -> "{\"messages\":[]}");
            assertThat(api.call("GET", "/turns/" + Records.TURN + "/context")
                            .raw()
                            .body())
                    .isEqualTo("{\"messages\":[]}");
        }

        @Test
        @DisplayName("are decided in the name of the device, once by default")
        void decides() throws Exception {
            substrates.on(
                    ExecutionProtocol.Decide.class,
                    m -> m.replyTo().tell(StatusReply.success(Records.approval(ApprovalStatus.APPROVED))));
            var answer = api.send(api.request("POST", "/approvals/" + Records.APPROVAL)
                    .header("Authorization", "Bearer " + ApiFixture.DEVICE_TOKEN)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"decision\":\"approve\"}")));
            assertThat(answer.status()).isEqualTo(200);
            var decided = substrates.last(ExecutionProtocol.Decide.class);
            assertThat(decided.decidedBy()).isEqualTo("Phone");
            assertThat(decided.decision()).isEqualTo(Decision.APPROVE);
            assertThat(decided.scope()).isEqualTo(Scope.ONCE);
        }

        @Test
        @DisplayName("refuse an answer that is neither approve nor deny")
        void refusesDecision() throws Exception {
            for (var body : List.of("{}", "{\"decision\":\"maybe\"}", "{\"decision\":true}", "{\"decision\":null}")) {
                assertThat(api.call("POST", "/approvals/" + Records.APPROVAL, body)
                                .status())
                        .as(body)
                        .isEqualTo(400);
            }
            assertThat(substrates.received).isEmpty();
        }
    }

    @Nested
    @DisplayName("Devices")
    class Devices {
        @Test
        @DisplayName("are paired by code without a token")
        void pairs() throws Exception {
            substrates.on(
                    PresentationProtocol.Pair.class,
                    m -> m.replyTo()
                            .tell(StatusReply.success(
                                    new PresentationProtocol.PairedDevice(ApiFixture.DEVICE, "token"))));
            var answer = api.send(api.request("POST", "/pair")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"otp\":\"123456\",\"name\":\"Phone\"}")));
            assertThat(answer.raw().body())
                    .isEqualTo("{\"token\":\"token\",\"device_id\":\"" + ApiFixture.DEVICE + "\"}");
        }

        @Test
        @DisplayName("get a fresh code with the address a phone can open")
        void issuesCode() throws Exception {
            substrates.on(
                    PresentationProtocol.IssueCode.class,
                    m -> m.replyTo()
                            .tell(StatusReply.success(new PresentationProtocol.IssuedCode("123456", ApiFixture.NOW))));
            assertThat(api.call("GET", "/pair/refresh").raw().body())
                    .isEqualTo("{\"code\":\"123456\",\"expiresAt\":\"2026-11-20T19:40:00Z\","
                            + "\"url\":\"https://box.tailnet.ts.net/#ticket=123456\"}");
        }

        @Test
        @DisplayName("do not get tickets, local processes do")
        void issuesTicket() throws Exception {
            substrates.on(
                    PresentationProtocol.IssueTicket.class,
                    m -> m.replyTo()
                            .tell(StatusReply.success(
                                    new PresentationProtocol.IssuedTicket("ticket", ApiFixture.NOW))));
            assertThat(api.call("POST", "/pair/ticket").json().path("url").asText())
                    .isEqualTo("http://127.0.0.1:" + api.port + "/#ticket=ticket");
            assertThat(api.send(api.request("POST", "/pair/ticket")
                                    .header("Authorization", "Bearer " + ApiFixture.DEVICE_TOKEN))
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    @DisplayName("Modes are called as people choose them, and a control describes the two that are always there")
    void listsModes() throws Exception {
        var control = new ExtensionView(
                new ExtensionId("ext_01jd0000000000000000000000"),
                ExtensionType.CONTROL,
                "mode-plan",
                "Only looks.",
                Records.json("{\"kind\":\"mode\",\"label\":\"Look\"}"),
                ExtensionSource.BUILT_IN,
                true,
                ExtensionStatus.ACTIVE,
                1,
                null,
                null,
                ApiFixture.NOW,
                ApiFixture.NOW);
        substrates.on(
                ExtensionProtocol.CurrentCatalog.class,
                m -> m.replyTo().tell(StatusReply.success(new Catalog(1, List.of(control)))));
        var modes = api.call("GET", "/modes").json();
        assertThat(modes.findValuesAsText("name")).containsExactly("plan", "act");
        assertThat(modes.at("/0/label").asText()).isEqualTo("Look");
    }

    @Test
    @DisplayName("Measurements name routes by their template and hold no id")
    void measures() throws Exception {
        substrates.onRead(StorageQuery.OneThread.class, query -> Records.thread("One"));
        substrates.onRead(
                StorageQuery.Database.class, query -> new StorageQuery.DatabaseStatus("/db", 4096, 12, 12, 10));
        api.call("GET", "/threads/" + Records.THREAD);
        var text = api.call("GET", "/metrics").raw().body();
        assertThat(text)
                .contains("daemion_http_requests_seconds_bucket{method=\"GET\",route=\"/threads/{id}\",status=\"200\"")
                .contains("daemion_journal_rows 12.0")
                .contains("daemion_journal_tail_lag 2.0")
                .contains("jvm_memory_used_bytes")
                .doesNotContain(Records.THREAD.value());
    }

    @Test
    @DisplayName("HEAD answers wherever GET does, without a body")
    void answersHead() throws Exception {
        substrates.onRead(StorageQuery.Threads.class, query -> new Page<>(List.of(), null));
        var answer = api.call("HEAD", "/threads");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Length")).isEqualTo("2");
        assertThat(answer.raw().body()).isEmpty();
    }

    @Test
    @DisplayName("A wrong method is 405 and says which are right")
    void refusesMethod() throws Exception {
        var answer = api.call("DELETE", "/threads");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("GET, POST, HEAD, OPTIONS");
    }

    @Test
    @DisplayName("Paths have one spelling, and those of later releases are not there")
    void refusesPath() throws Exception {
        for (var path : List.of("/threads/", "//threads", "/Threads", "/memory", "/projects")) {
            assertThat(api.raw("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                            + ApiFixture.CREDENTIAL + "\r\nConnection: close\r\n\r\n"))
                    .as(path)
                    .startsWith("HTTP/1.1 404");
        }
    }
}
