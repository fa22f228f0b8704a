package dev.daemion.substrate.execution.model.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.substrate.execution.model.ModelEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What was shown")
class ShownTest {
    private final List<ModelEvent> out = new ArrayList<>();
    private final Shown shown = new Shown(out::add);

    @Test
    @DisplayName("is not shown again, also across thinking and text, and goes on in the middle of a delta")
    void isNotShownAgain() {
        attempt(thinking("let me "), thinking("see"), text("Hello "), text("wo"));
        attempt(thinking("let me see"), text("Hello world"));
        shown.end();
        assertThat(out).containsExactly(thinking("let me "), thinking("see"), text("Hello "), text("wo"), text("rld"));
    }

    @Test
    @DisplayName("is taken back as soon as the new answer differs, and what agreed is shown again")
    void isTakenBack() {
        attempt(thinking("hm"), text("Hello wo"));
        attempt(thinking("hm"), text("Hello"), text(" you"));
        shown.end();
        assertThat(out)
                .containsExactly(
                        thinking("hm"),
                        text("Hello wo"),
                        new ModelEvent.Restarted(),
                        thinking("hm"),
                        text("Hello"),
                        text(" you"));
    }

    @Test
    @DisplayName("is taken back when a tool call comes again under another id")
    void isTakenBackForAnotherId() {
        attempt(text("Look: "), tool("a", "{\"x\":"));
        attempt(text("Look: "), tool("b", "{\"x\":1}"));
        shown.end();
        assertThat(out).contains(new ModelEvent.Restarted()).endsWith(text("Look: "), tool("b", "{\"x\":1}"));
    }

    @Test
    @DisplayName("is taken back when the new answer ends earlier")
    void isTakenBackWhenShorter() {
        attempt(text("Yes and no"));
        attempt(text("Yes"));
        shown.end();
        assertThat(out).containsExactly(text("Yes and no"), new ModelEvent.Restarted(), text("Yes"));
    }

    @Test
    @DisplayName("always adds up to the last answer, however it was cut and pieced")
    void alwaysAddsUp() {
        var random = RandomGenerator.of("L64X128MixRandom");
        for (var round = 0; round < 3000; round++) {
            out.clear();
            var watched = new Shown(out::add);
            String last = "";
            for (var attempt = 0; attempt < 4; attempt++) {
                last = "abcabc".substring(0, random.nextInt(7)) + (random.nextBoolean() ? "" : "x");
                watched.begin();
                for (var i = 0; i < last.length(); ) {
                    var end = Math.min(last.length(), i + 1 + random.nextInt(3));
                    watched.accept(text(last.substring(i, end)));
                    i = end;
                }
            }
            watched.end();
            assertThat(visible()).isEqualTo(last);
        }
    }

    private void attempt(ModelEvent... deltas) {
        shown.begin();
        for (var delta : deltas) shown.accept(delta);
    }

    private String visible() {
        var text = new StringBuilder();
        for (var event : out) {
            if (event instanceof ModelEvent.Restarted) text.setLength(0);
            if (event instanceof ModelEvent.TextDelta(var delta)) text.append(delta);
        }
        return text.toString();
    }

    private static ModelEvent text(String text) {
        return new ModelEvent.TextDelta(text);
    }

    private static ModelEvent thinking(String text) {
        return new ModelEvent.ThinkingDelta(text);
    }

    private static ModelEvent tool(String id, String json) {
        return new ModelEvent.ToolInputDelta(id, "Read", json);
    }
}
