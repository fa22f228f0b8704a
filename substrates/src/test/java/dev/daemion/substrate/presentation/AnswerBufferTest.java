package dev.daemion.substrate.presentation;

import static dev.daemion.substrate.presentation.HubFixture.delta;
import static dev.daemion.substrate.presentation.HubFixture.finish;
import static dev.daemion.substrate.presentation.HubFixture.start;
import static dev.daemion.substrate.presentation.HubFixture.tool;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.stream.FrameBody;
import dev.daemion.kernel.stream.FrameType;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The memory of an answer in flight")
class AnswerBufferTest {
    private static final String BLOCK = "x".repeat(100_000);

    private final AnswerBuffer buffer = new AnswerBuffer();

    private String text() {
        return buffer.frames(true).stream()
                .filter(frame -> frame.type() == FrameType.TEXT_DELTA)
                .map(frame -> frame.members().replaceFirst(".*\"delta\":\"", "").replaceFirst("\"$", ""))
                .collect(Collectors.joining());
    }

    @Test
    @DisplayName("joins neighbouring deltas, escapes cut in two included, and keeps the order of everything else")
    void joins() {
        buffer.add(start().body());
        buffer.add(delta("a\\n"));
        buffer.add(delta("\\uD83D"));
        buffer.add(delta("\\uDE00"));
        buffer.add(tool(FrameType.TOOL_START, "1").body());
        buffer.add(delta("b"));
        assertThat(buffer.frames(false))
                .containsExactly(
                        start().body(),
                        delta("a\\n\\uD83D\\uDE00"),
                        tool(FrameType.TOOL_START, "1").body(),
                        delta("b"));
    }

    @Test
    @DisplayName("looking at it changes nothing")
    void looking() {
        buffer.add(delta("a"));
        assertThat(buffer.frames(false)).containsExactly(delta("a"));
        buffer.add(delta("b"));
        assertThat(buffer.frames(false)).containsExactly(delta("ab"));
    }

    @Test
    @DisplayName("a delta of another shape stands for itself")
    void otherShape() {
        var other = new FrameBody(FrameType.TEXT_DELTA, "\"messageId\":\"turn_2\",\"delta\":\"z\"");
        buffer.add(delta("a"));
        buffer.add(other);
        assertThat(buffer.frames(false)).containsExactly(delta("a"), other);
    }

    @Test
    @DisplayName("when there is too much, only the text stays, as one frame; the end is kept too")
    void textOnly() {
        buffer.add(start().body());
        for (int i = 0; i < 12; i++) {
            buffer.add(delta("t" + i + ";"));
            var output = new FrameBody(FrameType.TOOL_END, "\"output\":\"" + BLOCK + BLOCK + "\"");
            buffer.add(output);
        }
        buffer.add(finish().body());
        assertThat(buffer.frames(true)).hasSize(3);
        assertThat(text()).isEqualTo("t0;t1;t2;t3;t4;t5;t6;t7;t8;t9;t10;t11;");
        assertThat(buffer.characterCount()).isLessThan(AnswerBuffer.CHARACTERS_MAX);
    }

    @Test
    @DisplayName("text without end is cut, and says so once")
    void cut() {
        buffer.add(start().body());
        for (int i = 0; i < 100; i++) {
            buffer.add(delta(BLOCK));
        }
        buffer.add(finish().body());
        assertThat(text().length())
                .isBetween(2 * AnswerBuffer.CHARACTERS_MAX - 200_000, 2 * AnswerBuffer.CHARACTERS_MAX + 200_000);
        assertThat(text()).endsWith("x\\n…\\n");
        assertThat(buffer.frames(false).getLast()).isEqualTo(finish().body());
    }
}
