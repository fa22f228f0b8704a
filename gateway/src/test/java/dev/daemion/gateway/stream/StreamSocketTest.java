package dev.daemion.gateway.stream;

import static dev.daemion.gateway.stream.StreamFixture.QUICK;
import static dev.daemion.gateway.stream.StreamFixture.delta;
import static dev.daemion.gateway.stream.StreamFixture.frames;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.stream.StreamSignal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A WebSocket of the stream")
class StreamSocketTest {
    private StreamFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new StreamFixture(QUICK);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private RawSocket open(String... headers) throws Exception {
        return new RawSocket(fixture.port(), "/stream", headers);
    }

    private StreamFixture restart(StreamSettings settings) throws Exception {
        fixture.close();
        fixture = new StreamFixture(settings);
        return fixture;
    }

    @Test
    @DisplayName("carries frames in order, large and multi-byte ones too")
    void carries() throws Exception {
        try (var socket = open()) {
            var reader = fixture.nextReader();
            var large = "ä€😀".repeat(30_000);
            reader.tell(frames(delta(1, "a"), delta(2, large)));
            reader.tell(frames(delta(3, "c")));
            assertThat(socket.answer.getFirst()).contains("101");
            assertThat(socket.read().text()).isEqualTo(delta(1, "a").json());
            assertThat(socket.read().text()).isEqualTo(delta(2, large).json());
            assertThat(socket.read().text()).isEqualTo(delta(3, "c").json());
        }
    }

    @Test
    @DisplayName("answers with the subprotocol 'daemion' when it is offered, and with none of the others")
    void subprotocol() throws Exception {
        try (var socket = open("Sec-WebSocket-Protocol: daemion, bearer.dmn_secret")) {
            assertThat(socket.header("Sec-WebSocket-Protocol")).isEqualTo("daemion");
        }
        try (var socket = open("Sec-WebSocket-Protocol: bearer.dmn_secret")) {
            assertThat(socket.answer.getFirst()).contains("101");
            assertThat(socket.header("Sec-WebSocket-Protocol")).isEmpty();
        }
    }

    @Nested
    @DisplayName("ends with a code that says why")
    class Ends {
        @ParameterizedTest(name = "{0}: {1}")
        @CsvSource({"REVOKED, 4401", "STOPPING, 1001", "TRY_LATER, 1013"})
        @DisplayName("the hub's reasons")
        void byReason(StreamSignal.Reason reason, int code) throws Exception {
            try (var socket = open()) {
                var reader = fixture.nextReader();
                reader.tell(new StreamSignal.Closed(reason));
                assertThat(socket.readToClose()).isEqualTo(code);
                socket.send(0x8, (byte) (code >> 8), (byte) code);
                assertThat(socket.isEnded()).isTrue();
                fixture.hub.expectTerminated(reader);
            }
        }

        @Test
        @DisplayName("also for a client that never answers the close")
        void unanswered() throws Exception {
            try (var socket = open()) {
                fixture.nextReader().tell(new StreamSignal.Closed(StreamSignal.Reason.STOPPING));
                assertThat(socket.readToClose()).isEqualTo(1001);
                assertThat(socket.isEnded()).isTrue();
            }
        }

        @Test
        @DisplayName("1001 when the hub is gone")
        void hubGone() throws Exception {
            try (var socket = open()) {
                fixture.nextReader();
                fixture.hub.stop();
                assertThat(socket.readToClose()).isEqualTo(1001);
            }
        }

        @ParameterizedTest(name = "{0} is answered with {1}")
        @CsvSource({"1000, 1000", "1001, 1001", "4000, 4000", "1005, 1000", "999, 1000", "5000, 1000"})
        @DisplayName("the client's own close")
        void byPeer(int code, int answer) throws Exception {
            try (var socket = open()) {
                var reader = fixture.nextReader();
                socket.send(0x8, (byte) (code >> 8), (byte) code);
                assertThat(socket.readToClose()).isEqualTo(answer);
                assertThat(socket.isEnded()).isTrue();
                fixture.hub.expectTerminated(reader);
            }
        }

        @Test
        @DisplayName("a client that just vanishes is forgotten")
        void vanishes() throws Exception {
            try (var socket = open()) {
                var reader = fixture.nextReader();
                socket.vanish();
                fixture.hub.expectTerminated(reader);
            }
        }
    }

    @Nested
    @DisplayName("is read-only")
    class ReadOnly {
        @Test
        @DisplayName("a small text is ignored")
        void text() throws Exception {
            try (var socket = open()) {
                var reader = fixture.nextReader();
                socket.send(0x1, "hello".getBytes(StandardCharsets.UTF_8));
                socket.send(0x9, (byte) 7);
                assertThat(socket.read().opcode()).isEqualTo(0xA);
                reader.tell(frames(delta(1, "still here")));
                assertThat(socket.read().text()).contains("still here");
            }
        }

        @Test
        @DisplayName("a large one ends the stream before it has come, a binary one and a flood do too")
        void misuse() throws Exception {
            try (var socket = open()) {
                socket.send(0x1, new byte[10], 100_000_000);
                assertThat(socket.readToClose()).isEqualTo(1009);
            }
            try (var socket = open()) {
                socket.send(0x2, (byte) 1);
                assertThat(socket.readToClose()).isEqualTo(1003);
            }
            try (var socket = open()) {
                for (int i = 0; i <= StreamSocket.PEER_MESSAGES_PER_PING_MAX; i++) {
                    socket.send(0x1, (byte) 'x');
                }
                assertThat(socket.readToClose()).isEqualTo(1008);
            }
        }

        @Test
        @DisplayName("what is no WebSocket frame of a client ends it with 1002")
        void broken() throws Exception {
            try (var socket = open()) {
                socket.sendUnmasked(0x1, (byte) 'x');
                assertThat(socket.readToClose()).isEqualTo(1002);
            }
            try (var socket = open()) {
                socket.sendBytes(0xF1, 0x80, 0, 0, 0, 0);
                assertThat(socket.readToClose()).isEqualTo(1002);
            }
            try (var socket = open()) {
                socket.send(0xB, (byte) 'x');
                assertThat(socket.readToClose()).isEqualTo(1002);
            }
            try (var socket = open()) {
                socket.send(0x9, new byte[200]);
                assertThat(socket.readToClose()).isEqualTo(1002);
            }
        }
    }

    @Nested
    @DisplayName("knows whether anybody is there")
    class Alive {
        private final StreamSettings pinging = new StreamSettings(
                Duration.ofMillis(80),
                QUICK.commentEvery(),
                QUICK.closeWithin(),
                QUICK.slowCloseWithin(),
                1_000,
                8L << 20);

        @Test
        @DisplayName("it pings, and ends a connection that stays silent")
        void silent() throws Exception {
            restart(pinging);
            try (var socket = open()) {
                var reader = fixture.nextReader();
                assertThat(socket.read().opcode()).isEqualTo(0x9);
                assertThat(socket.isEnded()).isTrue();
                fixture.hub.expectTerminated(reader);
            }
        }

        @Test
        @DisplayName("one that answers stays")
        void answering() throws Exception {
            restart(pinging);
            try (var socket = open()) {
                var reader = fixture.nextReader();
                for (int i = 0; i < 6; i++) {
                    assertThat(socket.read().opcode()).isEqualTo(0x9);
                    socket.send(0xA);
                }
                reader.tell(frames(delta(1, "here")));
                assertThat(socket.readPastPings().text()).contains("here");
            }
        }

        @Test
        @DisplayName("its ping is answered with the same bytes")
        void pong() throws Exception {
            try (var socket = open()) {
                socket.send(0x9, (byte) 1, (byte) 2, (byte) 3);
                var pong = socket.read();
                assertThat(pong.opcode()).isEqualTo(0xA);
                assertThat(pong.payload()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            }
        }
    }

    @Nested
    @DisplayName("of a slow client")
    class Slow {
        @Test
        @DisplayName("ends with 1013 while others get everything")
        void overflow() throws Exception {
            try (var slow = new RawSocket(fixture.port(), "/stream", 4 * 1024);
                    var quick = open()) {
                var slowReader = fixture.nextReader();
                var quickReader = fixture.nextReader();
                var text = "x".repeat(4_000);
                for (int i = 1; i <= 3_000; i++) {
                    var signal = frames(delta(i, text));
                    slowReader.tell(signal);
                    quickReader.tell(signal);
                    assertThat(quick.read().text()).startsWith("{\"type\":\"text-delta\",\"seq\":" + i + ",");
                }
                assertThat(slow.readToClose()).isEqualTo(1013);
            }
        }

        @Test
        @DisplayName("that comes back to reading after a while still finds out why it was closed")
        void laterReader() throws Exception {
            var patient = new StreamSettings(
                    QUICK.pingEvery(),
                    QUICK.commentEvery(),
                    Duration.ofMillis(50),
                    Duration.ofSeconds(20),
                    100,
                    8L << 20);
            try (var other = new StreamFixture(patient);
                    var slow = new RawSocket(other.port(), "/stream", 4 * 1024)) {
                var reader = other.nextReader();
                var text = "x".repeat(10_000);
                for (int i = 1; i <= 3_000; i++) {
                    reader.tell(frames(delta(i, text)));
                }
                other.hub.expectNoMessage(Duration.ofMillis(500));
                assertThat(slow.readToClose()).isEqualTo(1013);
            }
        }

        @Test
        @DisplayName("that never reads is cut off, so that nothing waits for it for ever")
        void stuck() throws Exception {
            try (var stuck = new RawSocket(fixture.port(), "/stream", 4 * 1024)) {
                var reader = fixture.nextReader();
                var text = "x".repeat(10_000);
                for (int i = 1; i <= 3_000; i++) {
                    reader.tell(frames(delta(i, text)));
                }
                fixture.hub.expectTerminated(reader);
                assertThat(stuck.isEnded()).isTrue();
            }
        }
    }

    @Test
    @DisplayName("speaks to the JDK's own client, close handshake included")
    void jdkClient() throws Exception {
        var seen = new LinkedBlockingQueue<String>();
        try (var client = HttpClient.newHttpClient()) {
            var socket = client.newWebSocketBuilder()
                    .subprotocols("daemion", "bearer.x")
                    .buildAsync(URI.create("ws://127.0.0.1:" + fixture.port() + "/stream"), new Listener(seen))
                    .get(5, TimeUnit.SECONDS);
            assertThat(socket.getSubprotocol()).isEqualTo("daemion");
            var reader = fixture.nextReader();
            reader.tell(frames(delta(1, "a")));
            assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo(delta(1, "a").json());
            reader.tell(new StreamSignal.Closed(StreamSignal.Reason.REVOKED));
            assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo("closed 4401 this device is no longer paired");
        }
    }

    private record Listener(BlockingQueue<String> seen) implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean isLast) {
            seen.add(data.toString());
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            seen.add("closed " + code + " " + reason);
            return null;
        }
    }
}
