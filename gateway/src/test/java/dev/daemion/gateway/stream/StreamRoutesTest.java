package dev.daemion.gateway.stream;

import static dev.daemion.gateway.stream.RoutesFixture.ANSWER;
import static dev.daemion.gateway.stream.RoutesFixture.CREDENTIAL;
import static dev.daemion.gateway.stream.RoutesFixture.QUESTION;
import static dev.daemion.gateway.stream.RoutesFixture.RUN;
import static dev.daemion.gateway.stream.RoutesFixture.THREAD;
import static dev.daemion.gateway.stream.RoutesFixture.note;
import static dev.daemion.gateway.stream.RoutesFixture.ofAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.run.RunView;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.kernel.stream.StreamFrame;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The stream's routes")
class StreamRoutesTest {
    private static final String BEARER = "Authorization: Bearer " + CREDENTIAL;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private RoutesFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new RoutesFixture();
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        fixture.close();
    }

    private RawSocket open(String query, String... headers) throws Exception {
        return new RawSocket(fixture.port, "/stream" + query, headers);
    }

    private static String status(RawSocket socket) {
        return socket.answer.getFirst().split(" ", 3)[1];
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + fixture.port + path))
                .timeout(Duration.ofSeconds(10));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                request(path).header("Authorization", "Bearer " + CREDENTIAL).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static List<String> events(Stream<String> lines, int count) {
        return lines.filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6).replaceFirst("\"seq\":\\d+,?", ""))
                .limit(count)
                .toList();
    }

    @Nested
    @DisplayName("let in")
    class Access {
        @Test
        @DisplayName("a token in the header, the subprotocol or the query, and nothing else")
        void tokens() throws Exception {
            try (var header = open("", BEARER);
                    var protocol = open("", "Sec-WebSocket-Protocol: daemion, bearer." + CREDENTIAL);
                    var query = open("?token=" + CREDENTIAL);
                    var none = open("");
                    var wrong = open("?token=x" + CREDENTIAL)) {
                assertThat(status(header)).isEqualTo("101");
                assertThat(status(protocol)).isEqualTo("101");
                assertThat(protocol.header("Sec-WebSocket-Protocol")).isEqualTo("daemion");
                assertThat(status(query)).isEqualTo("101");
                assertThat(status(none)).isEqualTo("401");
                assertThat(status(wrong)).isEqualTo("401");
            }
        }

        @Test
        @DisplayName("no foreign page and no foreign host")
        void origin() throws Exception {
            try (var foreign = open("", BEARER, "Origin: https://evil.example")) {
                assertThat(status(foreign)).isEqualTo("403");
            }
        }

        @Test
        @DisplayName("a query token on the event stream, but not on a replay")
        void queryToken() throws Exception {
            var wrong =
                    request("/turns/" + ANSWER + "/replay?token=" + CREDENTIAL).build();
            assertThat(client.send(wrong, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(401);
            var right = request("/events?token=" + CREDENTIAL).build();
            var response = client.send(right, HttpResponse.BodyHandlers.ofLines());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(events(response.body(), 1)).containsExactly("{\"type\":\"connected\",\"threadId\":null}");
        }

        @Test
        @DisplayName("a device until it is revoked, then its sockets end with 4401")
        void revoked() throws Exception {
            var device = fixture.pair();
            try (var socket = open("?token=" + device.token());
                    var other = open("", BEARER)) {
                assertThat(socket.read().text()).contains("connected");
                assertThat(other.read().text()).contains("connected");
                fixture.<Done>ask(replyTo -> new PresentationProtocol.RevokeDevice(device.id(), "laptop", replyTo));
                assertThat(socket.readToClose()).isEqualTo(4401);
                fixture.deliver(null, 1, null, note("still here"));
                assertThat(other.read().text()).contains("still here");
            }
            try (var again = open("?token=" + device.token())) {
                assertThat(status(again)).isEqualTo("401");
            }
        }
    }

    @Nested
    @DisplayName("refuse")
    class Refusals {
        @ParameterizedTest(name = "{0}")
        @ValueSource(
                strings = {
                    "after=-1",
                    "after=abc",
                    "after=99999999999999999999",
                    "after=",
                    "extended=maybe",
                    "after=1&after=2",
                    "treadId=x"
                })
        @DisplayName("a query that says nothing clear")
        void query(String query) throws Exception {
            assertThat(get("/events?" + query).statusCode()).isEqualTo(400);
            try (var socket = open("?" + query, BEARER)) {
                assertThat(status(socket)).isEqualTo("400");
            }
        }

        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {"x", "thread_0", "thread_22222222222222222222222222"})
        @DisplayName("a thread that is not there")
        void thread(String id) throws Exception {
            assertThat(get("/events?threadId=" + id).statusCode()).isEqualTo(404);
            assertThat(get("/events?thread_id=" + id).body()).contains("\"thread_not_found\"");
        }

        @Test
        @DisplayName("a plain GET of the WebSocket, and an event stream for somebody who wants JSON")
        void wrongKind() throws Exception {
            assertThat(get("/stream").statusCode()).isEqualTo(400);
            assertThat(get("/stream").body()).contains("/events");
            var json = request("/events")
                    .header("Authorization", "Bearer " + CREDENTIAL)
                    .header("Accept", "application/json");
            assertThat(client.send(json.build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(406);
        }

        @ParameterizedTest(name = "speed={0}")
        @ValueSource(strings = {"-1", "0.01", "1001", "fast", "1e3", "NaN", ""})
        @DisplayName("a speed out of bounds")
        void speed(String speed) throws Exception {
            assertThat(get("/turns/" + ANSWER + "/replay?speed=" + speed).statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    @DisplayName("give a reader that comes back what it missed, over WebSocket and over SSE")
    void resume() throws Exception {
        fixture.deliver(null, 1, THREAD, note("one"));
        long place = fixture.deliver(null, 2, THREAD, note("two"));
        fixture.deliver(null, 3, THREAD, note("three"));
        try (var socket = open("?threadId=" + THREAD + "&after=" + place, BEARER)) {
            assertThat(socket.read().text()).contains("connected").doesNotContain("reset");
            assertThat(socket.read().text()).contains("three");
            fixture.deliver(null, 4, THREAD, note("four"));
            assertThat(socket.read().text()).contains("four");
        }
        var sse = request("/events?threadId=" + THREAD + "&after=0")
                .header("Authorization", "Bearer " + CREDENTIAL)
                .header("Last-Event-ID", Long.toString(place))
                .build();
        var lines = client.send(sse, HttpResponse.BodyHandlers.ofLines()).body();
        assertThat(events(lines, 3)).last().asString().contains("four");
    }

    @Test
    @DisplayName("end every stream when the gateway stops, and open no more")
    void closeAll() throws Exception {
        try (var socket = open("", BEARER)) {
            assertThat(socket.read().text()).contains("connected");
            fixture.routes.closeAll().toCompletableFuture().get(5, TimeUnit.SECONDS);
            assertThat(socket.readToClose()).isEqualTo(1001);
        }
        try (var late = open("", BEARER)) {
            assertThat(late.readToClose()).isEqualTo(1001);
        }
    }

    @Nested
    @DisplayName("answer a chat with its run's events")
    class Chat {
        private HttpResponse<Stream<String>> post(String... headers) throws Exception {
            var post = request("/chat")
                    .header("Authorization", "Bearer " + CREDENTIAL)
                    .header("Accept", "text/event-stream")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"content\":\"hi\"}"));
            if (headers.length > 0) {
                post.headers(headers);
            }
            return client.send(post.build(), HttpResponse.BodyHandlers.ofLines());
        }

        private void expectAnswer(HttpResponse<Stream<String>> response, String... types) {
            var all = events(response.body(), 100);
            assertThat(all).hasSameSizeAs(types);
            for (int i = 0; i < types.length; i++) {
                assertThat(all.get(i)).startsWith("{\"type\":\"" + types[i] + "\"");
            }
            assertThat(all.getFirst()).contains("\"run_id\":\"" + RUN + "\"").contains(QUESTION.value());
        }

        @Test
        @DisplayName("from the stored turn to the end, also when the answer was faster than the asking")
        void quick() throws Exception {
            fixture.answerQuickly("fast");
            expectAnswer(post(), "message", "start", "text-delta", "finish");
        }

        @Test
        @DisplayName("when it begins later, too")
        void later() throws Exception {
            var response = post();
            fixture.answerQuickly("slow");
            expectAnswer(response, "message", "start", "text-delta", "finish");
        }

        @Test
        @DisplayName("a refusal has its status")
        void refused() throws Exception {
            fixture.answers.put(
                    ContextProtocol.PostTurn.class,
                    post -> new Problem(ProblemCode.THREAD_ARCHIVED, "this thread is archived"));
            assertThat(post().statusCode()).isEqualTo(409);
        }

        @ParameterizedTest(name = "run {0}")
        @CsvSource({"SUCCEEDED, true", "RUNNING, false"})
        @DisplayName("a repeated request gets the stored frames when its run ended long ago")
        void repeated(RunStatus status, boolean isStored) throws Exception {
            fixture.answers.put(StorageQuery.OneRun.class, query -> run(status));
            fixture.answers.put(
                    StorageQuery.TurnFrames.class,
                    query -> List.of(
                            timed(0, FrameType.START), timed(1, FrameType.RUN_UPDATED), timed(2, FrameType.FINISH)));
            var response = post("Idempotency-Key", "k");
            if (isStored) {
                expectAnswer(response, "message", "start", "finish");
            } else {
                fixture.answerQuickly("now");
                expectAnswer(response, "message", "start", "text-delta", "finish");
            }
        }

        private static RunView run(RunStatus status) {
            return new RunView(
                    RUN,
                    RunKind.CHAT,
                    null,
                    null,
                    "message",
                    null,
                    null,
                    null,
                    status,
                    1,
                    THREAD,
                    "daemion",
                    null,
                    null,
                    null,
                    null,
                    null,
                    List.of(),
                    null);
        }
    }

    private static StorageQuery.TimedFrame timed(int seconds, FrameType type) {
        var body = ofAnswer(type, "");
        return new StorageQuery.TimedFrame(
                RoutesFixture.NOW.plusSeconds(seconds),
                new StreamFrame(seconds + 100, THREAD, type, body.json(seconds + 100)));
    }

    @Nested
    @DisplayName("replay a turn")
    class Replay {
        private long millis(String speed) throws Exception {
            fixture.answers.put(
                    StorageQuery.TurnFrames.class,
                    query -> List.of(
                            timed(0, FrameType.START), timed(1, FrameType.TOOL_START), timed(3600, FrameType.FINISH)));
            long started = System.nanoTime();
            var body = get("/turns/" + ANSWER + "/replay" + speed).body();
            assertThat(events(body.lines(), 9)).hasSize(3);
            assertThat(body).contains("id: 100\n", "id: 101\n", "id: 3700\n");
            return Duration.ofNanos(System.nanoTime() - started).toMillis();
        }

        @Test
        @DisplayName("at once, or with its pauses divided by the speed and bounded")
        void speeds() throws Exception {
            assertThat(millis("")).isLessThan(2_000);
            assertThat(millis("?speed=0")).isLessThan(2_000);
            assertThat(millis("?speed=20")).isBetween(500L, 5_000L);
        }

        @Test
        @DisplayName("that is not there: 404")
        void missing() throws Exception {
            fixture.answers.put(
                    StorageQuery.TurnFrames.class, query -> new Problem(ProblemCode.TURN_NOT_FOUND, "no such turn"));
            assertThat(get("/turns/" + ANSWER + "/replay").statusCode()).isEqualTo(404);
            assertThat(get("/turns/nonsense/replay").statusCode()).isEqualTo(404);
        }
    }
}
