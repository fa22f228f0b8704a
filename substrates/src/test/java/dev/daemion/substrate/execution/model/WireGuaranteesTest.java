package dev.daemion.substrate.execution.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.provider.AuthStyle;
import dev.daemion.kernel.provider.HeaderValue;
import dev.daemion.kernel.provider.ProviderKind;
import dev.daemion.kernel.provider.ProviderSettings;
import dev.daemion.kernel.secret.SecretStore;
import dev.daemion.substrate.execution.model.wire.ModelServer;
import dev.daemion.substrate.execution.model.wire.Received;
import dev.daemion.substrate.execution.model.wire.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A client over the network")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class WireGuaranteesTest {
    private static final ModelRequest HELLO = ModelFixture.ask("hello");

    private final ModelFixture fixture = new ModelFixture();
    private final List<ModelServer> servers = new ArrayList<>();

    @AfterEach
    void closeServers() {
        servers.forEach(ModelServer::close);
        servers.clear();
    }

    @AfterAll
    void close() {
        fixture.close();
    }

    private ModelServer server(ProviderKind kind, Reply... replies) {
        var server = fixture.server(kind).script(replies);
        servers.add(server);
        return server;
    }

    // ---- cancel ----

    @ParameterizedTest
    @EnumSource
    @DisplayName("closes the socket at once when cancelled before the first byte")
    void cancelBeforeTheFirstByte(ProviderKind kind) throws Exception {
        var server = server(kind);
        var millis = new ArrayList<Long>();
        for (var i = 0; i < 15; i++) {
            server.script(Reply.silence());
            millis.add(cancelMillis(kind, server, false));
        }
        report(kind, "before the first byte", millis);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("closes the socket at once when cancelled between deltas")
    void cancelBetweenDeltas(ProviderKind kind) throws Exception {
        var server = server(kind);
        var millis = new ArrayList<Long>();
        for (var i = 0; i < 15; i++) {
            server.script(Reply.open("one ").stall());
            millis.add(cancelMillis(kind, server, true));
        }
        report(kind, "between deltas", millis);
    }

    private long cancelMillis(ProviderKind kind, ModelServer server, boolean isAfterDelta) throws Exception {
        var running = fixture.client(kind, server.url()).stream(HELLO)
                .viaMat(KillSwitches.single(), Keep.right())
                .toMat(Sink.queue(), Keep.both())
                .run(fixture.system);
        var pulled = running.second().pull().toCompletableFuture();
        var request = server.await();
        if (isAfterDelta) assertThat(pulled.get(10, TimeUnit.SECONDS)).contains(new ModelEvent.TextDelta("one "));
        var start = System.nanoTime();
        running.first().shutdown();
        return Duration.ofNanos(request.awaitClosed() - start).toMillis();
    }

    private static void report(ProviderKind kind, String when, List<Long> millis) {
        var sorted = millis.stream().sorted().toList();
        System.out.println("cancel " + kind.wire() + " " + when + ": median " + sorted.get(sorted.size() / 2)
                + " ms, longest " + sorted.getLast() + " ms");
        assertThat(sorted.get(sorted.size() / 2)).as("median ms").isLessThanOrEqualTo(100);
        assertThat(sorted.getLast()).as("longest ms").isLessThanOrEqualTo(1000);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("makes no further try when cancelled while it waits for one")
    void cancelBetweenTries(ProviderKind kind) throws Exception {
        var server = server(kind, Reply.status(429, Map.of("retry-after", "2"), "{}"), Reply.text("never"));
        var event = fixture.client(kind, server.url()).stream(HELLO)
                .runWith(Sink.head(), fixture.system)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(event).isInstanceOf(ModelEvent.Retrying.class);
        assertThat(server.requests()).hasSize(1);
    }

    // ---- retries ----

    @ParameterizedTest
    @EnumSource
    @DisplayName("tries again after 429, 529 and 5xx, not before Retry-After is over")
    void triesAgain(ProviderKind kind) {
        var server = server(
                kind,
                Reply.status(429, Map.of("retry-after", "1"), "{\"error\":{\"message\":\"slow down\"}}"),
                Reply.status(
                        529,
                        Map.of(),
                        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}"),
                Reply.status(500, Map.of(), "oops"),
                Reply.text("at last"));
        var events = fixture.events(fixture.client(kind, server.url()), HELLO);
        assertThat(ModelFixture.finalText(events)).isEqualTo("at last");
        assertThat(events.stream().filter(ModelEvent.Retrying.class::isInstance))
                .hasSize(3);
        var pause = server.requests().get(1).arrivedNanos()
                - server.requests().get(0).arrivedNanos();
        assertThat(Duration.ofNanos(pause)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("gives up after four tries and says that the provider is overloaded")
    void givesUp(ProviderKind kind) {
        var busy = Reply.status(529, Map.of(), "{\"error\":{\"message\":\"Overloaded\"}}");
        var server = server(kind, busy, busy, busy, busy, Reply.text("too late"));
        var problem = fixture.problem(fixture.client(kind, server.url()), HELLO);
        assertThat(problem.code()).isEqualTo(ProblemCode.MODEL_OVERLOADED);
        assertThat(problem.detail()).contains("lab", "Overloaded", "4 times");
        assertThat(server.requests()).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("does not wait for a Retry-After of an hour but hands it on")
    void doesNotWaitForAnHour(ProviderKind kind) {
        var server = server(kind, Reply.status(429, Map.of("retry-after", "3600"), "{}"));
        var problem = fixture.problem(fixture.client(kind, server.url()), HELLO);
        assertThat(problem.code()).isEqualTo(ProblemCode.MODEL_OVERLOADED);
        assertThat(problem.retryAfterSeconds().orElseThrow()).isBetween(3600, 3602);
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("repeats no delta when a cut stream reads the same again, whatever its pieces")
    void repeatsNoDelta(ProviderKind kind) {
        var server = server(
                kind,
                Reply.open("Hello ", "wor").cut(),
                Reply.open("Hel", "lo world", " and").cut(),
                Reply.text("Hello world and all."));
        var events = fixture.events(fixture.client(kind, server.url()), HELLO);
        assertThat(events).noneMatch(ModelEvent.Restarted.class::isInstance);
        assertThat(ModelFixture.text(events)).isEqualTo("Hello world and all.");
        assertThat(ModelFixture.finalText(events)).isEqualTo("Hello world and all.");
        assertThat(server.requests()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("starts again when the new answer reads differently or is shorter")
    void startsAgain(ProviderKind kind) {
        var server = server(kind, Reply.open("The answer", " is 42").cut(), Reply.text("The answer", " may be 43"));
        var events = fixture.events(fixture.client(kind, server.url()), HELLO);
        assertThat(events.stream().filter(ModelEvent.Restarted.class::isInstance))
                .hasSize(1);
        assertThat(ModelFixture.text(events)).isEqualTo("The answer may be 43");

        var shorter = server(kind, Reply.open("Yes, and more").cut(), Reply.text("Yes"));
        var again = fixture.events(fixture.client(kind, shorter.url()), HELLO);
        assertThat(ModelFixture.text(again)).isEqualTo("Yes").isEqualTo(ModelFixture.finalText(again));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("tries again when the provider reports an overload inside of the stream")
    void triesAgainAfterAnErrorInside(ProviderKind kind) {
        var server = server(kind, Reply.open("Hi ").fail("overloaded_error", "Overloaded"), Reply.text("Hi there"));
        var events = fixture.events(fixture.client(kind, server.url()), HELLO);
        assertThat(ModelFixture.text(events)).isEqualTo("Hi there");
        assertThat(events).noneMatch(ModelEvent.Restarted.class::isInstance);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("says that nobody listens at the address")
    void saysThatNobodyListens(ProviderKind kind) throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var problem = fixture.problem(fixture.client(kind, URI.create("http://127.0.0.1:" + port)), HELLO);
        assertThat(problem.code()).isEqualTo(ProblemCode.MODEL_UNREACHABLE);
        assertThat(problem.detail()).contains("lab", "http://127.0.0.1:" + port, "base_url", "4 times");
    }

    // ---- refusals ----

    @ParameterizedTest
    @EnumSource
    @DisplayName("fails at once when the key is refused, without the key in the sentence")
    void failsWithAWrongKey(ProviderKind kind) {
        var server = server(kind);
        var wrong = new SecretStore(Map.of("KEY", "sk-wrong-key-9876543210"), Path.of("/nowhere/secrets"));
        var problem = fixture.problem(fixture.client(fixture.settings(kind, server.url()), wrong), HELLO);
        assertThat(problem.code()).isEqualTo(ProblemCode.MODEL_UNAUTHORIZED);
        assertThat(problem.detail()).contains("KEY", "/nowhere/secrets").doesNotContain("9876543210");
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("asks nobody when the key is missing or cannot be sent")
    void failsWithoutAKey(ProviderKind kind) {
        var server = server(kind);
        var settings = fixture.settings(kind, server.url());
        for (var environment : List.of(Map.<String, String>of(), Map.of("KEY", "two\nlines of-secret"))) {
            var problem = fixture.problem(
                    fixture.client(settings, new SecretStore(environment, Path.of("/nowhere/secrets"))), HELLO);
            assertThat(problem.code()).isEqualTo(ProblemCode.MODEL_UNAUTHORIZED);
            assertThat(problem.detail()).contains("KEY").doesNotContain("of-secret");
        }
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("hands on the provider's sentence when the request is refused, bounded and without keys")
    void handsOnTheSentence(ProviderKind kind) {
        var server = server(
                kind,
                Reply.status(
                        404,
                        Map.of(),
                        "{\"error\":{\"message\":\"model scripted-model not found, " + ModelFixture.KEY
                                + " may not use it " + "x".repeat(5000) + "\"}}"));
        var problem = fixture.problem(fixture.client(kind, server.url()), HELLO);
        assertThat(problem.code()).isEqualTo(ProblemCode.MODEL_REFUSED);
        assertThat(problem.detail()).contains("scripted-model not found").doesNotContain(ModelFixture.KEY);
        assertThat(problem.detail().length()).isLessThan(800);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("follows no redirect, so that a key goes nowhere else")
    void followsNoRedirect(ProviderKind kind) {
        var other = server(kind);
        for (var status : new int[] {301, 302, 307, 308}) {
            var server = server(kind, Reply.status(status, Map.of("location", other.url() + "/v1/messages"), ""));
            var problem = fixture.problem(fixture.client(kind, server.url()), HELLO);
            assertThat(problem.code()).isEqualTo(ProblemCode.MODEL_REFUSED);
            assertThat(problem.detail()).contains("redirect", "base_url");
        }
        assertThat(other.requests()).isEmpty();
    }

    // ---- stalls and garbage ----

    @ParameterizedTest
    @EnumSource
    @DisplayName("says which setting to raise when the first byte or the next one does not come")
    void saysThatItStalled(ProviderKind kind) {
        var server = server(
                kind,
                Reply.silence(),
                Reply.open("one ").stall(),
                Reply.open()
                        .then(new dev.daemion.substrate.execution.model.wire.Act.Drip(
                                "data: never a whole line", Duration.ofMillis(20))));
        var settings =
                fixture.settings(kind, server.url()).withTimeouts(Duration.ofMillis(300), Duration.ofMillis(300));
        var client = fixture.client(settings);
        var first = fixture.problem(client, HELLO);
        assertThat(first.code()).isEqualTo(ProblemCode.MODEL_STALLED);
        assertThat(first.detail()).contains("300 ms", "first_byte_timeout");
        var idle = fixture.problem(client, HELLO);
        assertThat(idle.code()).isEqualTo(ProblemCode.MODEL_STALLED);
        assertThat(idle.detail()).contains("300 ms", "idle_timeout");
        assertThat(fixture.problem(client, HELLO).code()).isEqualTo(ProblemCode.MODEL_STALLED);
        server.requests().forEach(Received::awaitClosed);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("calls garbage what is no answer, with bounded memory")
    void callsGarbage(ProviderKind kind) {
        var event = kind == ProviderKind.ANTHROPIC ? "event: message_start\n" : "";
        var server = server(
                kind,
                Reply.raw("text/html", "<html>hello</html>", 1),
                Reply.raw("", "data: {}\n\n", 1),
                Reply.raw("application/json", "{\"choices\":[]}", 1),
                Reply.raw("text/event-stream", event + "data: {\"broken\n\n", 1),
                Reply.raw("text/event-stream", event + "data: [1,2]\n\n", 1),
                Reply.raw("text/event-stream", "x".repeat(1 << 20), 100),
                Reply.raw("text/event-stream", ": " + "x".repeat(1 << 20) + "\n", 100));
        var client = fixture.client(kind, server.url());
        for (var i = 0; i < 7; i++) {
            var problem = fixture.problem(client, HELLO);
            assertThat(problem.code()).as("reply %d: %s", i, problem.detail()).isEqualTo(ProblemCode.MODEL_GARBLED);
            assertThat(problem.detail()).contains("lab", "base_url");
        }
        assertThat(server.requests()).hasSize(7);
    }

    // ---- settings ----

    @ParameterizedTest
    @EnumSource
    @DisplayName("sends additional headers, also from secrets, over HTTP/1.1 without compression")
    void sendsHeaders(ProviderKind kind) {
        var server = server(kind);
        var settings = fixture.settings(kind, server.url())
                .withHeaders(Map.of(
                        "X-Team",
                        new HeaderValue.Literal("blue"),
                        "X-Proxy-Token",
                        HeaderValue.parse("secret: PROXY")));
        var store = new SecretStore(Map.of("KEY", ModelFixture.KEY, "PROXY", "hush"), Path.of("/nowhere/secrets"));
        fixture.events(fixture.client(settings, store), HELLO);
        var headers = server.requests().getFirst().headers();
        assertThat(headers).containsEntry("x-team", "blue").containsEntry("x-proxy-token", "hush");
        assertThat(headers).containsEntry("accept-encoding", "identity").doesNotContainKey("upgrade");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("takes a new key without being made anew")
    void takesANewKey(ProviderKind kind) throws IOException {
        var server = server(kind);
        var file = java.nio.file.Files.createTempFile("secrets", "");
        var store = new SecretStore(Map.of(), file);
        var client = fixture.client(fixture.settings(kind, server.url()), store);
        assertThat(fixture.problem(client, HELLO).code()).isEqualTo(ProblemCode.MODEL_UNAUTHORIZED);
        java.nio.file.Files.writeString(file, "KEY=" + ModelFixture.KEY);
        assertThat(ModelFixture.finalText(fixture.events(client, HELLO))).contains("hello");
        java.nio.file.Files.delete(file);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("sends no key when told so")
    void sendsNoKey(ProviderKind kind) {
        var server = server(kind);
        var settings = fixture.settings(kind, server.url()).withAuthStyle(AuthStyle.NONE);
        assertThat(fixture.problem(fixture.client(settings), HELLO).code()).isEqualTo(ProblemCode.MODEL_UNAUTHORIZED);
        assertThat(server.requests().getFirst().headers()).doesNotContainKeys("authorization", "x-api-key");
        assertThat(ProviderSettings.of("x", kind, server.url(), null).authStyle())
                .isEqualTo(AuthStyle.NONE);
    }
}
