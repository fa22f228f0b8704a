package dev.daemion.substrate.execution.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of an output")
class HeadAndTailTest {
    @Test
    @DisplayName("all is kept that fits, head and tail of what does not, however it comes in")
    void everySize() {
        var random = new Random(7);
        for (int round = 0; round < 3000; round++) {
            int max = 2 + random.nextInt(40);
            var text = new StringBuilder();
            var kept = new HeadAndTail(max);
            for (int piece = random.nextInt(12); piece > 0; piece--) {
                var bytes = letters(random, random.nextInt(30));
                text.append(bytes);
                var raw = (bytes + "garbage").getBytes(StandardCharsets.US_ASCII);
                kept.accept(raw, bytes.length());
            }
            var captured = kept.captured();
            assertThat(captured.byteCount()).isEqualTo(text.length());
            assertThat(captured.text()).isEqualTo(expected(text.toString(), max));
            assertThat(captured.isCut()).isEqualTo(text.length() > max);
        }
    }

    private static String expected(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int head = max / 2;
        int tail = max - head;
        return text.substring(0, head) + "\n… " + (text.length() - max) + " bytes left out …\n"
                + text.substring(text.length() - tail);
    }

    private static String letters(Random random, int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }
}
