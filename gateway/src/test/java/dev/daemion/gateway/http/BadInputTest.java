package dev.daemion.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.protocol.ContextProtocol;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Bad input is refused with a sentence, and nothing reaches a substrate")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
    private static final int MEBIBYTE = 1024 * 1024;

    private static final String JSON = "Content-Type: application/json\r\n";

    private ApiFixture api;

    @BeforeAll
    void start() throws Exception {
        api = new ApiFixture();
    }

    @AfterAll
    void stop() {
        api.close();
    }

    @AfterEach
    void nothingArrived() {
        var arrived = List.copyOf(api.substrates.received);
        api.substrates.received.clear();
        assertThat(arrived).isEmpty();
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of("no JSON", "{\"content\":", "line 1"),
                Arguments.of("no JSON at all", "hello", "not acceptable JSON"),
                Arguments.of("blank", "   ", "object"),
                Arguments.of("two documents", "{\"content\":\"a\"}{}", "not acceptable JSON"),
                Arguments.of("a list", "[]", "found a list"),
                Arguments.of("null", "null", "found null"),
                Arguments.of("a member twice", "{\"content\":\"a\",\"content\":\"b\"}", "Duplicate"),
                Arguments.of("NUL as it is", "{\"content\":\"a\0\"}", "NUL"),
                Arguments.of("NUL escaped", "{\"content\":\"a\\u0000\"}", "NUL"),
                Arguments.of("NUL in a name", "{\"content\":\"a\",\"x\\u0000\":1}", "NUL"),
                Arguments.of("half a pair", "{\"content\":\"\\ud800\"}", "surrogate"),
                Arguments.of("too deep", "{\"content\":" + "[".repeat(70) + "]".repeat(70) + "}", "depth"),
                Arguments.of("a huge number", "{\"content\":" + "9".repeat(2_000) + "}", "umber"),
                Arguments.of("a huge exponent", "{\"content\":1e99999999999}", "too large"),
                Arguments.of("NaN", "{\"content\":NaN}", "NaN"),
                Arguments.of("a comment", "{/* */\"content\":\"a\"}", "Unexpected character"),
                Arguments.of("no content", "{}", "\\\"content\\\" is required"),
                Arguments.of("empty content", "{\"content\":\"\"}", "1 to 1,000,000 characters"),
                Arguments.of("blank content", "{\"content\":\" \\n\"}", "blank"),
                Arguments.of("content of another kind", "{\"content\":5}", "expected text, found a number"),
                Arguments.of(
                        "unknown field", "{\"content\":\"a\",\"thread_idd\":\"x\"}", "did you mean \\\"thread_id\\\""),
                Arguments.of(
                        "both spellings",
                        "{\"content\":\"a\",\"thread_id\":\"x\",\"threadId\":\"x\"}",
                        "also as \\\"threadId\\\""),
                Arguments.of(
                        "the camel spelling, wrong", "{\"content\":\"a\",\"threadId\":5}", "\"pointer\":\"/threadId\""),
                Arguments.of("a name with a slash", "{\"content\":\"a\",\"b/c~d\":5}", "\"pointer\":\"/b~1c~0d\""),
                Arguments.of("attachments no list", "{\"content\":\"a\",\"attachments\":{}}", "list of at most 20"),
                Arguments.of(
                        "attachment no object",
                        "{\"content\":\"a\",\"attachments\":[1]}",
                        "\"pointer\":\"/attachments/0\""),
                Arguments.of(
                        "attachment unknown field",
                        "{\"content\":\"a\",\"attachments\":[{\"name\":\"n\",\"mime_type\":\"t\",\"content\":\"\",\"url\":\"u\"}]}",
                        "/attachments/0/url"),
                Arguments.of("a long mode", "{\"content\":\"a\",\"mode\":\"" + "m".repeat(65) + "\"}", "1 to 64"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    @DisplayName("400: a body that is")
    void refusesBody(String what, String body, String sentence) throws Exception {
        var answer = api.call("POST", "/chat", body);
        assertThat(answer.status()).as(what).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.raw().body()).contains(sentence).doesNotContain("jackson", "Exception", "java.");
        assertThat(answer.json().path("error").asText())
                .isEqualTo(answer.json().path("detail").asText());
    }

    @Test
    @DisplayName("400: true as text is text, and the other way round")
    void keepsTypesApart() throws Exception {
        for (var archived : List.of("\"true\"", "1", "\"no\"")) {
            var path = "/threads/thread_01j00000000000000000000000";
            assertThat(api.call("PATCH", path, "{\"archived\":" + archived + "}")
                            .json()
                            .at("/errors/0/pointer")
                            .asText())
                    .isEqualTo("/archived");
        }
    }

    @Test
    @DisplayName("400: several things wrong are said all at once, each with its place")
    void gathersFindings() throws Exception {
        var answer = api.call("POST", "/chat", "{\"content\":1,\"mode\":2,\"nope\":3}");
        assertThat(answer.json().path("errors").findValuesAsText("pointer"))
                .containsExactly("/content", "/mode", "/nope");
    }

    @Test
    @DisplayName("400: bytes that are not UTF-8")
    void refusesEncoding() throws Exception {
        for (var bytes : new byte[][] {{'{', '"', (byte) 0xff, '"'}, {(byte) 0xc0, (byte) 0x80}, {'{', 0, '}', 0}}) {
            var answer = api.send(ApiFixture.authorized(api.request("POST", "/chat"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(bytes)));
            assertThat(answer.status()).isEqualTo(400);
        }
    }

    @Test
    @DisplayName("413: a body over 1 MiB, announced or not; one of exactly 1 MiB is read")
    void refusesLarge() throws Exception {
        var large = "{\"content\":\"" + "x".repeat(MEBIBYTE) + "\"}";
        assertThat(api.call("POST", "/chat", large).status()).isEqualTo(413);
        var chunked = api.send(ApiFixture.authorized(api.request("POST", "/chat"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8)))));
        assertThat(chunked.status()).isEqualTo(413);
        assertThat(chunked.code()).isEqualTo("too_large");
        var exact = "{\"content\":\"\"" + " ".repeat(MEBIBYTE - 14) + "}";
        assertThat(api.call("POST", "/chat", exact).json().path("detail").asText())
                .contains("characters");
    }

    @ParameterizedTest
    @DisplayName("415: a body that is not JSON in UTF-8")
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/xml"
            })
    void refusesMediaType(String type) throws Exception {
        var answer = api.send(ApiFixture.authorized(api.request("POST", "/chat"))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString("{\"content\":\"a\"}")));
        assertThat(answer.status()).isEqualTo(415);
    }

    @Test
    @DisplayName("415: a body without a type, or compressed")
    void refusesUntyped() throws Exception {
        var untyped = ApiFixture.authorized(api.request("POST", "/chat")).POST(BodyPublishers.ofString("{}"));
        assertThat(api.send(untyped).status()).isEqualTo(415);
        var zipped = untyped.header("Content-Type", "application/json").header("Content-Encoding", "gzip");
        assertThat(api.send(zipped).status()).isEqualTo(415);
    }

    @ParameterizedTest
    @DisplayName("400: a query that is wrong")
    @ValueSource(
            strings = {
                "/threads?limit=0",
                "/threads?limit=201",
                "/threads?limit=many",
                "/threads?limit=99999999999999999999",
                "/threads?limit=1&limit=2",
                "/threads?limt=1",
                "/threads?archived=maybe",
                "/threads?q=%00",
                "/threads?q=%ff",
                "/runs?status=asleep",
                "/runs?thread_id=x",
                "/runs?thread_id=x&threadId=x",
                "/approvals?kind=x",
                "/search",
                "/search?q=",
                "/search?q=%20",
                "/costs?from=yesterday",
                "/costs?from=2026-11-20&until=2026-11-19",
                "/costs?days=100000",
                "/filesystem/ls?path=%00",
                "/filesystem/search?path=%2F"
            })
    void refusesQuery(String path) throws Exception {
        var answer = api.call("GET", path);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    @DisplayName("400: an idempotency key that is empty or longer than 200")
    void refusesKey() throws Exception {
        for (var key : new String[] {" ", "k".repeat(201)}) {
            var answer = api.send(ApiFixture.authorized(api.request("POST", "/chat"))
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", key)
                    .POST(BodyPublishers.ofString("{\"content\":\"a\"}")));
            assertThat(answer.status()).as(key).isEqualTo(400);
        }
    }

    @Test
    @DisplayName("What is not even HTTP gets a problem document too, never a 500")
    void refusesGarbage() throws Exception {
        var random = new Random(20261120);
        var valid = "POST /chat HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + ApiFixture.DEVICE_TOKEN
                + "x\r\n"
                + "Content-Type: application/json\r\n"
                + "Content-Length: 15\r\n"
                + "Connection: close\r\n\r\n"
                + "{\"content\":\"a\"}";
        for (int i = 0; i < 300; i++) {
            var bytes = new StringBuilder(valid);
            for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
                bytes.setCharAt(random.nextInt(bytes.length()), (char) random.nextInt(256));
            }
            var answer = api.raw(bytes.toString());
            if (!answer.isEmpty()) {
                assertThat(answer).as(bytes.toString()).matches("(?s)HTTP/1\\.1 4\\d\\d .*");
            }
        }
        api.substrates.received.clear();
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of("GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "malformed"),
                Arguments.of("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + "a".repeat(9_000) + "\r\n\r\n", "malformed"),
                Arguments.of("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + "X: a\r\n".repeat(100) + "\r\n", "malformed"),
                Arguments.of("GET /%zz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "malformed"),
                Arguments.of("GET /a b HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "malformed"),
                Arguments.of("BREW / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "method_not_allowed"),
                Arguments.of("GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n", "malformed"),
                Arguments.of("POST /pair HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n", "malformed"),
                Arguments.of(
                        "POST /pair HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                        "malformed"),
                Arguments.of(
                        "POST /pair HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n" + JSON
                                + "\r\nzz\r\n",
                        "malformed"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    @DisplayName("What breaks the rules of HTTP gets a problem document")
    void refusesRequest(String request, String code) throws Exception {
        var answer = api.raw(request);
        assertThat(answer).contains("application/problem+json").contains("\"code\":\"" + code + "\"");
        assertThat(answer).doesNotStartWith("HTTP/1.1 5");
    }

    @Test
    @DisplayName("A valid request among all that still works")
    void stillWorks() throws Exception {
        api.substrates.on(
                ContextProtocol.PostTurn.class, m -> m.replyTo().tell(StatusReply.success(Records.turn(Role.USER))));
        assertThat(api.call("POST", "/chat", "{\"content\":\"\\ud83d\\ude00 grüße\"}")
                        .status())
                .isEqualTo(201);
        assertThat(api.substrates.last(ContextProtocol.PostTurn.class).post().content())
                .isEqualTo("😀 grüße");
        api.substrates.received.clear();
    }
}
