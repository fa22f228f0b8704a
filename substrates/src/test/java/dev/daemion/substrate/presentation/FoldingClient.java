package dev.daemion.substrate.presentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.kernel.stream.StreamFrame;
import dev.daemion.kernel.stream.StreamSignal;
import dev.daemion.kernel.wire.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** What a page does with the stream: it folds frames into messages, and comes back with the last place it saw. */
final class FoldingClient {
    private final ActorTestKit kit;
    private final Map<String, String> answers = new LinkedHashMap<>();
    private final List<String> messages = new ArrayList<>();
    private BlockingQueue<StreamSignal> inbox = new LinkedBlockingQueue<>();
    private @Nullable ActorRef<StreamSignal> ref;
    private @Nullable Long place;
    private long lastOfConnection;

    FoldingClient(ActorTestKit kit) {
        this.kit = kit;
    }

    boolean isConnected() {
        return ref != null;
    }

    @Nullable
    Long place() {
        return place;
    }

    ActorRef<StreamSignal> connect() {
        var queue = new LinkedBlockingQueue<StreamSignal>();
        inbox = queue;
        lastOfConnection = -1;
        ref = kit.spawn(Behaviors.receiveMessage(signal -> {
            queue.add(signal);
            return Behaviors.same();
        }));
        return ref;
    }

    /** Takes what has come so far and leaves; what is under way is lost. */
    void disconnect() {
        takeAll();
        if (ref != null) {
            kit.stop(ref);
            ref = null;
        }
    }

    void takeAll() {
        for (var signal = inbox.poll(); signal != null; signal = inbox.poll()) {
            take(signal);
        }
    }

    void takeUntil(String marker) throws InterruptedException {
        while (!messages.contains(marker)) {
            var signal = inbox.poll(5, TimeUnit.SECONDS);
            assertThat(signal).as("a signal before %s", marker).isNotNull();
            take(signal);
        }
        messages.remove(marker);
    }

    Map<String, String> answers() {
        return answers;
    }

    List<String> messages() {
        return messages;
    }

    private void take(StreamSignal signal) {
        assertThat(signal).isInstanceOf(StreamSignal.Frames.class);
        for (var frame : ((StreamSignal.Frames) signal).frames()) {
            assertThat(frame.seq()).as("seq of %s", frame.json()).isGreaterThan(lastOfConnection);
            lastOfConnection = frame.seq();
            place = frame.seq();
            fold(frame);
        }
    }

    private void fold(StreamFrame frame) {
        var json = read(frame);
        assertThat(json.path("seq").asLong()).isEqualTo(frame.seq());
        var id = json.path("messageId").asText();
        if (frame.type() == FrameType.START) {
            answers.put(id, "");
        } else if (frame.type() == FrameType.TEXT_DELTA) {
            answers.merge(id, json.path("delta").asText(), String::concat);
        } else if (frame.type() == FrameType.TOOL_START) {
            answers.merge(id, "[" + json.path("toolCallId").asText() + "]", String::concat);
        } else if (frame.type() == FrameType.MESSAGE) {
            var message = json.path("message");
            messages.add(message.path("content").asText());
            if (message.has("id")) {
                answers.put(message.path("id").asText(), message.path("content").asText());
            }
        }
    }

    private static JsonNode read(StreamFrame frame) {
        try {
            return Json.shown().readTree(frame.json());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + frame.json(), e);
        }
    }
}
