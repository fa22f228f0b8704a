package dev.daemion.substrate.presentation;

import static dev.daemion.substrate.presentation.HubFixture.THREAD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.stream.FrameBody;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.kernel.stream.StreamFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Whatever happens in whatever order")
class StreamPropertyTest {
    private static final int STEPS = 1_500;
    private static final int CLIENTS = 4;

    private final HubFixture fixture = new HubFixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    @DisplayName("a reader that folds what it gets, and comes back where it was, ends with what is stored")
    void folding(long seed) throws Exception {
        new Story(seed).play();
    }

    /**
     * One random course of events: a thread with one answer after another, a storage that lags, readers that come and
     * go.
     */
    private final class Story {
        private final Random random;
        private final Map<String, String> truth = new LinkedHashMap<>();
        private final List<String> said = new ArrayList<>();
        private final List<FoldingClient> clients = new ArrayList<>();
        private final List<Integer> messagesBefore = new ArrayList<>();
        private final Deque<PresentationProtocol.DeliveredRow> undelivered = new ArrayDeque<>();
        private final Deque<HubFixture.MissedQuery> unanswered = new ArrayDeque<>();
        private RunId run = new RunId("run_" + "0".repeat(26));
        private String answer = "";
        private long sequenceNr;
        private long threadSequenceNr;
        private int runCount;
        private int stepCount;

        Story(long seed) {
            random = new Random(seed);
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new FoldingClient(fixture.kit));
                messagesBefore.add(-1);
            }
        }

        void play() throws Exception {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(12)) {
                    case 0 -> begin();
                    case 1, 2, 3, 4 -> publish();
                    case 5 -> tool();
                    case 6 -> finish();
                    case 7, 8 -> deliver();
                    case 9 -> toggle(random.nextInt(CLIENTS));
                    case 10 -> answerOne();
                    default -> say("note " + step, null);
                }
            }
            settle();
            for (int i = 0; i < CLIENTS; i++) {
                var client = clients.get(i);
                assertThat(client.messages())
                        .as("messages of client %d", i)
                        .isEqualTo(said.subList(messagesBefore.get(i), said.size()));
                truth.forEach((id, text) -> {
                    if (client.answers().containsKey(id)) {
                        assertThat(client.answers().get(id)).as("answer %s", id).isEqualTo(text);
                    }
                });
            }
        }

        private void settle() throws Exception {
            while (!undelivered.isEmpty()) {
                deliver();
            }
            while (!unanswered.isEmpty()) {
                answerOne();
            }
            for (int i = 0; i < CLIENTS; i++) {
                if (!clients.get(i).isConnected()) {
                    toggle(i);
                }
            }
            while (!unanswered.isEmpty()) {
                answerOne();
            }
            var marker = new FrameBody(FrameType.MESSAGE, "\"message\":{\"content\":\"the end\"}");
            fixture.hub.tell(new PresentationProtocol.Announce(null, marker));
            for (var client : clients) {
                client.takeUntil("the end");
            }
        }

        private void row(RunId of, long number, FrameBody... bodies) {
            var frames = new ArrayList<HubFixture.Frame>();
            for (var body : bodies) {
                frames.add(new HubFixture.Frame(THREAD, body));
            }
            undelivered.add(fixture.makeRow(of, number, frames.toArray(HubFixture.Frame[]::new)));
        }

        private void begin() {
            if (answer.isEmpty()) {
                runCount++;
                run = new RunId("run_" + String.format(java.util.Locale.ROOT, "%026d", runCount));
                answer = "turn_" + runCount;
                sequenceNr = 1;
                truth.put(answer, "");
                row(run, sequenceNr, body(FrameType.START, "\"model\":\"m\""));
            }
        }

        private void publish() {
            if (!answer.isEmpty()) {
                var text = "w" + stepCount++ + (random.nextInt(5) == 0 ? "\\n\\\"ü" : " ");
                truth.merge(answer, text.replace("\\n", "\n").replace("\\\"", "\""), String::concat);
                var frame = body(FrameType.TEXT_DELTA, "\"delta\":\"" + text + "\"");
                fixture.hub.tell(new PresentationProtocol.Publish(THREAD, run, sequenceNr, frame));
            }
        }

        private void tool() {
            if (!answer.isEmpty()) {
                var call = "t" + stepCount++;
                truth.merge(answer, "[" + call + "]", String::concat);
                row(run, ++sequenceNr, body(FrameType.TOOL_START, "\"toolCallId\":\"" + call + "\""));
                row(run, ++sequenceNr, body(FrameType.TOOL_END, "\"toolCallId\":\"" + call + "\""));
            }
        }

        private void finish() {
            if (!answer.isEmpty()) {
                row(run, ++sequenceNr, body(FrameType.FINISH, "\"costUsd\":null"));
                say(truth.getOrDefault(answer, ""), answer);
                answer = "";
            }
        }

        private void say(String content, @org.jspecify.annotations.Nullable String id) {
            said.add(content);
            var message = (id == null ? "" : "\"id\":\"" + id + "\",") + "\"content\":"
                    + dev.daemion.kernel.wire.Json.show(content);
            undelivered.add(fixture.makeRow(
                    null,
                    ++threadSequenceNr,
                    new HubFixture.Frame(THREAD, new FrameBody(FrameType.MESSAGE, "\"message\":{" + message + "}"))));
        }

        private FrameBody body(FrameType type, String members) {
            return new FrameBody(type, "\"messageId\":\"" + answer + "\"," + members);
        }

        private void deliver() {
            var rows = new ArrayList<PresentationProtocol.DeliveredRow>();
            for (int count = 1 + random.nextInt(4); count > 0 && !undelivered.isEmpty(); count--) {
                rows.add(undelivered.remove());
            }
            fixture.hub.tell(new PresentationProtocol.Deliver(rows));
        }

        private void toggle(int index) throws Exception {
            var client = clients.get(index);
            if (client.isConnected()) {
                client.disconnect();
                return;
            }
            var after = client.place();
            fixture.hub.tell(new PresentationProtocol.Subscribe(THREAD, after, false, null, client.connect()));
            if (after == null) {
                messagesBefore.set(index, said.size() - undeliveredMessages());
            } else {
                unanswered.add(fixture.nextMissed());
            }
        }

        /** Messages the hub does not know yet; a new reader gets them live. */
        private int undeliveredMessages() {
            return (int) undelivered.stream()
                    .flatMap(row -> row.frames().stream())
                    .filter(frame -> frame.type() == FrameType.MESSAGE)
                    .count();
        }

        private void answerOne() {
            var query = unanswered.poll();
            if (query != null) {
                var frames = fixture.stored.stream()
                        .filter(frame -> frame.seq() > query.query().seq())
                        .limit(query.query().limit())
                        .toList();
                query.replyTo().tell(StatusReply.success(List.<StreamFrame>copyOf(frames)));
            }
        }
    }
}
