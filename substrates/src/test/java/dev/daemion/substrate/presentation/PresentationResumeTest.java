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
import dev.daemion.kernel.stream.StreamSignal;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("The stream to one reader")
class PresentationResumeTest {
    private static final String CONNECTED = "{\"type\":\"connected\",\"threadId\":\"" + THREAD + "\"}";
    private static final String RESET = "{\"type\":\"connected\",\"threadId\":\"" + THREAD + "\",\"reset\":true}";
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
    @DisplayName("lets a reader come back")
    class Resume {
        @Test
        @DisplayName("with what it missed, nothing twice, nothing left out")
        void missed() {
            fixture.row(null, 1, message(THREAD, "one"));
            var first = fixture.subscribe(THREAD, null);
            first.next(1);
            fixture.row(null, 2, message(THREAD, "two"));
            first.next(1);
            fixture.row(null, 3, message(THREAD, "three"), message(OTHER_THREAD, "no"), message(null, "all"));
            var again = fixture.subscribe(THREAD, first.place());
            fixture.answerMissed();
            assertThat(again.nextJson(3)).containsExactly(CONNECTED, said("three"), said("all"));
        }

        @Test
        @DisplayName("what happens while storage is asked comes after what was missed")
        void meanwhile() {
            fixture.row(null, 1, message(THREAD, "one"));
            var client = fixture.subscribe(THREAD, 0L);
            var query = fixture.nextMissed();
            fixture.row(null, 2, message(THREAD, "two"));
            fixture.row(RUN, 1, start());
            fixture.publish(1, "live");
            client.expectQuiet();
            query.replyTo().tell(StatusReply.success(List.copyOf(fixture.stored)));
            assertThat(client.nextJson(5)).containsExactly(CONNECTED, said("one"), said("two"), START, text("live"));
        }

        @Test
        @DisplayName("what storage knows before the hub comes once, live")
        void storageAhead() {
            fixture.row(null, 1, message(THREAD, "one"));
            var client = fixture.subscribe(THREAD, 0L);
            var ahead = fixture.makeRow(null, 2, message(THREAD, "two"));
            fixture.answerMissed();
            assertThat(client.nextJson(2)).containsExactly(CONNECTED, said("one"));
            fixture.hub.tell(new PresentationProtocol.Deliver(List.of(ahead)));
            assertThat(client.nextJson(1)).containsExactly(said("two"));
        }

        @Test
        @DisplayName("the answer in flight comes from its start, and its stored frames not a second time")
        void inFlight() {
            fixture.row(null, 1, message(THREAD, "question"));
            fixture.row(RUN, 1, start());
            fixture.publish(1, "a");
            fixture.row(RUN, 2, tool(FrameType.TOOL_START, "1"));
            var client = fixture.subscribe(THREAD, 0L);
            fixture.publish(2, "b");
            fixture.answerMissed();
            assertThat(client.nextJson(6))
                    .containsExactly(
                            CONNECTED,
                            said("question"),
                            START,
                            text("a"),
                            toolJson(FrameType.TOOL_START, "1"),
                            text("b"));
        }

        @Test
        @DisplayName("an answer that ends while storage is asked is whole too")
        void endsMeanwhile() {
            fixture.row(RUN, 1, start());
            fixture.publish(1, "a");
            var client = fixture.subscribe(THREAD, 0L);
            var query = fixture.nextMissed();
            fixture.publish(1, "b");
            fixture.row(RUN, 2, finish());
            query.replyTo().tell(StatusReply.success(List.copyOf(fixture.stored)));
            assertThat(client.nextJson(5)).containsExactly(CONNECTED, START, text("a"), text("b"), FINISH);
        }

        @Test
        @DisplayName("a place between two frames of one row is a place like any other")
        void withinRow() {
            long ordering = fixture.row(null, 1, message(THREAD, "one"), message(THREAD, "two"));
            var client = fixture.subscribe(THREAD, FrameSeq.ofRow(ordering, 0));
            fixture.answerMissed();
            assertThat(client.nextJson(2)).containsExactly(CONNECTED, said("two"));
            assertThat(client.seen.getFirst().seq()).isEqualTo(FrameSeq.ofRow(ordering, 0));
        }

        @Test
        @DisplayName("too far behind, it is told to load anew")
        void tooFar() {
            var frames = new ArrayList<HubFixture.Frame>();
            for (int i = 0; i <= PresentationProtocol.MISSED_MAX; i++) {
                frames.add(message(THREAD, "m" + i));
            }
            fixture.row(null, 1, frames.toArray(HubFixture.Frame[]::new));
            fixture.row(RUN, 1, start());
            var client = fixture.subscribe(THREAD, 0L);
            fixture.answerMissed();
            assertThat(client.nextJson(2)).containsExactly(RESET, START);
            fixture.row(null, 2, message(THREAD, "live"));
            assertThat(client.nextJson(1)).containsExactly(said("live"));
        }

        @Test
        @DisplayName("with exactly as much missed as allowed, it gets all of it")
        void justNotTooFar() {
            var frames = new ArrayList<HubFixture.Frame>();
            for (int i = 0; i < PresentationProtocol.MISSED_MAX; i++) {
                frames.add(message(THREAD, "m" + i));
            }
            fixture.row(null, 1, frames.toArray(HubFixture.Frame[]::new));
            var client = fixture.subscribe(THREAD, 0L);
            fixture.answerMissed();
            assertThat(client.nextJson(PresentationProtocol.MISSED_MAX + 1))
                    .startsWith(CONNECTED, said("m0"))
                    .endsWith(said("m" + (PresentationProtocol.MISSED_MAX - 1)));
        }

        @Test
        @DisplayName("from a place in the future, it is told to load anew")
        void future() {
            fixture.row(null, 1, message(THREAD, "one"));
            var client = fixture.subscribe(THREAD, Long.MAX_VALUE);
            assertThat(client.nextJson(1)).containsExactly(RESET);
        }

        @Test
        @DisplayName("when more comes than may wait while storage is asked, it is told to load anew")
        void floodMeanwhile() {
            fixture.row(RUN, 1, start());
            var client = fixture.subscribe(THREAD, 0L);
            var query = fixture.nextMissed();
            for (int i = 0; i <= PresentationProtocol.MISSED_MAX; i++) {
                fixture.publish(1, "x");
            }
            query.replyTo().tell(StatusReply.success(List.copyOf(fixture.stored)));
            assertThat(client.nextJson(3))
                    .containsExactly(RESET, START, text("x".repeat(PresentationProtocol.MISSED_MAX + 1)));
        }

        @Test
        @DisplayName("when storage cannot answer, it is asked to come back later")
        void storageFails() {
            fixture.row(null, 1, message(THREAD, "one"));
            var client = fixture.subscribe(THREAD, 0L);
            fixture.nextMissed().replyTo().tell(StatusReply.error("database is locked"));
            client.expectClosed(StreamSignal.Reason.TRY_LATER);
        }
    }

    @Nested
    @DisplayName("follows one run")
    class Follow {
        private HubFixture.Client follow() {
            var probe = fixture.kit.createTestProbe(StreamSignal.class);
            fixture.hub.tell(new PresentationProtocol.Follow(
                    THREAD, RUN, List.of(message(THREAD, "asked").body()), false, null, probe.getRef()));
            return new HubFixture.Client(probe);
        }

        @Test
        @DisplayName("before it begins, through its end, without the rest of the thread")
        void fromBefore() {
            var client = follow();
            assertThat(client.nextJson(1)).containsExactly(said("asked"));
            fixture.row(null, 1, message(THREAD, "not mine"), message(null, "global"));
            fixture.row(RUN, 1, start());
            fixture.publish(1, "a");
            fixture.row(RUN, 2, finish());
            assertThat(client.nextJson(3)).containsExactly(START, text("a"), FINISH);
        }

        @Test
        @DisplayName("that has just ended, whole; a minute later no more")
        void justEnded() {
            fixture.row(RUN, 1, start());
            fixture.publish(1, "fast");
            fixture.row(RUN, 2, finish());
            assertThat(follow().nextJson(4)).containsExactly(said("asked"), START, text("fast"), FINISH);
        }

        @Test
        @DisplayName("and gets a card that names it, but not the question again")
        void cards() {
            var client = follow();
            client.next(1);
            var card =
                    new FrameBody(FrameType.MESSAGE, "\"message\":{\"role\":\"assistant\",\"run_id\":\"" + RUN + "\"}");
            var question =
                    new FrameBody(FrameType.MESSAGE, "\"message\":{\"role\":\"user\",\"run_id\":\"" + RUN + "\"}");
            fixture.row(null, 1, new HubFixture.Frame(THREAD, question), new HubFixture.Frame(THREAD, card));
            assertThat(client.nextJson(1).getFirst()).contains("assistant");
            client.expectQuiet();
        }
    }

    @Nested
    @DisplayName("ends")
    class Ending {
        @Test
        @DisplayName("for everybody when the gateway stops, and for whoever comes later")
        void closeStreams() {
            var client = fixture.subscribe(THREAD, null);
            client.next(1);
            assertThat(fixture.<org.apache.pekko.Done>ask(PresentationProtocol.CloseStreams::new)
                            .isSuccess())
                    .isTrue();
            client.expectClosed(StreamSignal.Reason.STOPPING);
            fixture.subscribe(THREAD, null).expectClosed(StreamSignal.Reason.STOPPING);
        }

        @Test
        @DisplayName("when the hub itself is stopped")
        void hubStops() {
            var client = fixture.subscribe(THREAD, null);
            client.next(1);
            fixture.kit.stop(fixture.hub);
            client.expectClosed(StreamSignal.Reason.STOPPING);
        }

        @Test
        @DisplayName("at once for one reader too many")
        void tooMany() {
            for (int i = 0; i < Audience.READERS_MAX; i++) {
                fixture.hub.tell(new PresentationProtocol.Subscribe(
                        THREAD,
                        null,
                        false,
                        null,
                        fixture.kit.createTestProbe(StreamSignal.class).getRef()));
            }
            fixture.subscribe(THREAD, null).expectClosed(StreamSignal.Reason.TRY_LATER);
        }
    }
}
