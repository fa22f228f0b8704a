package dev.daemion.substrate.presentation;

import static dev.daemion.substrate.presentation.HubFixture.ANSWER;
import static dev.daemion.substrate.presentation.HubFixture.OTHER_THREAD;
import static dev.daemion.substrate.presentation.HubFixture.RUN;
import static dev.daemion.substrate.presentation.HubFixture.THREAD;
import static dev.daemion.substrate.presentation.HubFixture.delta;
import static dev.daemion.substrate.presentation.HubFixture.finish;
import static dev.daemion.substrate.presentation.HubFixture.message;
import static dev.daemion.substrate.presentation.HubFixture.start;
import static dev.daemion.substrate.presentation.HubFixture.tool;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.stream.FrameBody;
import dev.daemion.kernel.stream.FrameSeq;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.kernel.stream.StreamFrame;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("The stream")
class PresentationStreamTest {
    private static final String CONNECTED = "{\"type\":\"connected\",\"threadId\":\"" + THREAD + "\"}";
    private static final String START = start().body().json(0).replaceFirst("\"seq\":0,", "");
    private static final String FINISH = finish().body().json(0).replaceFirst("\"seq\":0,", "");

    private final HubFixture fixture = new HubFixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static String text(String delta) {
        return "{\"type\":\"text-delta\",\"messageId\":\"" + ANSWER + "\",\"delta\":\"" + delta + "\"}";
    }

    private static String said(String text) {
        return "{\"type\":\"message\",\"message\":{\"content\":\"" + text + "\"}}";
    }

    private static String toolJson(FrameType type, String call) {
        return tool(type, call).body().json(0).replaceFirst("\"seq\":0,", "");
    }

    @Nested
    @DisplayName("keeps one order")
    class Order {
        @Test
        @DisplayName("of stored frames with the places of their rows and transient ones after them")
        void places() {
            fixture.row(null, 1);
            var client = fixture.subscribe(THREAD, null);
            assertThat(client.nextJson(1)).containsExactly(CONNECTED);
            long ordering = fixture.row(RUN, 1, start());
            fixture.publish(1, "a");
            fixture.publish(1, "b");
            fixture.row(RUN, 2, finish());
            assertThat(client.nextJson(4)).containsExactly(START, text("a"), text("b"), FINISH);
            assertThat(client.seen)
                    .extracting(StreamFrame::seq)
                    .endsWith(
                            FrameSeq.ofRow(ordering, 0),
                            FrameSeq.ofRow(ordering, 1),
                            FrameSeq.ofRow(ordering, 2),
                            FrameSeq.ofRow(ordering + 1, 0));
        }

        @Test
        @DisplayName("a delta waits for the rows before it, and what follows it waits too")
        void holdBack() {
            var client = fixture.subscribe(THREAD, null);
            client.next(1);
            fixture.publish(1, "early");
            fixture.publish(3, "late");
            fixture.publish(1, "behind");
            client.expectQuiet();
            fixture.row(RUN, 1, start());
            assertThat(client.nextJson(2)).containsExactly(START, text("early"));
            fixture.row(RUN, 2, tool(FrameType.TOOL_START, "1"));
            fixture.row(RUN, 3, tool(FrameType.TOOL_END, "1"));
            assertThat(client.nextJson(4))
                    .containsExactly(
                            toolJson(FrameType.TOOL_START, "1"),
                            toolJson(FrameType.TOOL_END, "1"),
                            text("late"),
                            text("behind"));
        }

        @Test
        @DisplayName("within one delivery: what waited for a row goes out right after it")
        void releaseInBatch() {
            var client = fixture.subscribe(THREAD, null);
            client.next(1);
            fixture.publish(1, "a");
            fixture.hub.tell(new PresentationProtocol.Deliver(List.of(
                    fixture.makeRow(RUN, 1, start()), fixture.makeRow(RUN, 2, tool(FrameType.TOOL_START, "1")))));
            assertThat(client.nextJson(3)).containsExactly(START, text("a"), toolJson(FrameType.TOOL_START, "1"));
        }

        @Test
        @DisplayName("a row that is delivered twice goes out once")
        void redelivery() {
            var client = fixture.subscribe(THREAD, null);
            client.next(1);
            var row = fixture.makeRow(null, 1, message(THREAD, "once"));
            fixture.hub.tell(new PresentationProtocol.Deliver(List.of(row)));
            fixture.hub.tell(new PresentationProtocol.Deliver(List.of(row)));
            assertThat(client.nextJson(1)).containsExactly(said("once"));
            client.expectQuiet();
        }

        @Test
        @DisplayName("deltas of a run that has ended are left out")
        void afterTheEnd() {
            var client = fixture.subscribe(THREAD, null);
            client.next(1);
            fixture.row(RUN, 1, start());
            fixture.row(RUN, 2, finish());
            fixture.publish(2, "ghost");
            assertThat(client.nextJson(2)).containsExactly(START, FINISH);
            client.expectQuiet();
        }

        @Test
        @DisplayName("after a restart places are above all those before it")
        void restart() {
            fixture.row(RUN, 1, start());
            fixture.publish(1, "a");
            var before = fixture.subscribe(THREAD, null);
            before.next(3);
            fixture.restart();
            var after = fixture.subscribe(THREAD, null);
            assertThat(after.next(1).getFirst().seq()).isGreaterThan(before.place());
        }
    }

    @Nested
    @DisplayName("gives each reader its own")
    class Interests {
        @Test
        @DisplayName("its thread and the global frames, not other threads")
        void threads() {
            var here = fixture.subscribe(THREAD, null);
            var there = fixture.subscribe(OTHER_THREAD, null);
            var global = fixture.subscribe(null, null);
            here.next(1);
            there.next(1);
            assertThat(global.nextJson(1)).containsExactly("{\"type\":\"connected\",\"threadId\":null}");
            fixture.row(null, 1, message(THREAD, "here"), message(null, "all"), message(OTHER_THREAD, "there"));
            fixture.hub.tell(
                    new PresentationProtocol.Announce(null, new FrameBody(FrameType.WARNING, "\"text\":\"w\"")));
            var warning = "{\"type\":\"warning\",\"text\":\"w\"}";
            assertThat(here.nextJson(3)).containsExactly(said("here"), said("all"), warning);
            assertThat(there.nextJson(3)).containsExactly(said("all"), said("there"), warning);
            assertThat(global.nextJson(2)).containsExactly(said("all"), warning);
        }

        @Test
        @DisplayName("extended frames only when asked for")
        void extended() {
            var plain = fixture.subscribe(THREAD, null);
            var extended = fixture.subscribe(THREAD, null, true, null);
            plain.next(1);
            extended.next(1);
            var update = new HubFixture.Frame(THREAD, new FrameBody(FrameType.RUN_UPDATED, "\"run\":{}"));
            fixture.row(null, 1, update, message(THREAD, "x"));
            assertThat(extended.nextJson(2)).containsExactly("{\"type\":\"run-updated\",\"run\":{}}", said("x"));
            assertThat(plain.nextJson(1)).containsExactly(said("x"));
        }
    }

    @Nested
    @DisplayName("replays the answer in flight")
    class Replay {
        @Test
        @DisplayName("to a late reader: its start, its text joined, its steps, then what follows")
        void late() {
            fixture.row(RUN, 1, start());
            fixture.publish(1, "Hel");
            fixture.publish(1, "lo");
            fixture.row(RUN, 2, tool(FrameType.TOOL_START, "1"));
            fixture.publish(2, " you");
            var client = fixture.subscribe(THREAD, null);
            assertThat(client.nextJson(5))
                    .containsExactly(
                            CONNECTED, START, text("Hello"), toolJson(FrameType.TOOL_START, "1"), text(" you"));
            fixture.publish(2, "!");
            assertThat(client.nextJson(1)).containsExactly(text("!"));
        }

        @Test
        @DisplayName("not to readers of other threads, and not after its end")
        void notElsewhere() {
            fixture.row(RUN, 1, start());
            var there = fixture.subscribe(OTHER_THREAD, null);
            there.next(1);
            there.expectQuiet();
            fixture.row(RUN, 2, finish());
            var here = fixture.subscribe(THREAD, null);
            assertThat(here.nextJson(1)).containsExactly(CONNECTED);
            here.expectQuiet();
        }

        @Test
        @DisplayName("as it was restored after a restart, and goes on with its next row's deltas")
        void restored() {
            fixture.restart();
            fixture.hub.tell(
                    new PresentationProtocol.RestoreLive(THREAD, RUN, 7, List.of(start().body(), delta("so far"))));
            var client = fixture.subscribe(THREAD, null);
            assertThat(client.nextJson(3)).containsExactly(CONNECTED, START, text("so far"));
            fixture.publish(7, ", more");
            assertThat(client.nextJson(1)).containsExactly(text(", more"));
        }

        @Test
        @DisplayName("thinking goes to extended readers only")
        void thinking() {
            fixture.row(RUN, 1, start());
            var body = new FrameBody(FrameType.THINKING_DELTA, "\"messageId\":\"" + ANSWER + "\",\"delta\":\"hm\"");
            fixture.hub.tell(new PresentationProtocol.Publish(THREAD, RUN, 1, body));
            fixture.hub.tell(new PresentationProtocol.Publish(THREAD, RUN, 1, body));
            assertThat(fixture.subscribe(THREAD, null).nextJson(2)).containsExactly(CONNECTED, START);
            var joined = "{\"type\":\"thinking-delta\",\"messageId\":\"" + ANSWER + "\",\"delta\":\"hmhm\"}";
            assertThat(fixture.subscribe(THREAD, null, true, null).nextJson(3))
                    .containsExactly(CONNECTED, START, joined);
        }
    }
}
