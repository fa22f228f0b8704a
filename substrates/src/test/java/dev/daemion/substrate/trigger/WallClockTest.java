package dev.daemion.substrate.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The clock on the wall")
class WallClockTest {
    private static final Instant NINE = Instant.parse("2026-11-20T09:00:00Z");

    @Test
    @DisplayName("says when the machine slept and when it was set back, and nothing while time just goes on")
    void jumps() {
        var wall = new WallClock(NINE);
        assertThat(wall.look(NINE.plusSeconds(30))).isEmpty();
        assertThat(wall.look(NINE.plusSeconds(28))).as("corrected a little").isEmpty();

        var slept = wall.look(NINE.plus(Duration.ofHours(8))).orElseThrow();
        assertThat(slept.isBack()).isFalse();
        assertThat(slept.sentence()).contains("slept");

        var back = wall.look(NINE.minus(Duration.ofDays(1))).orElseThrow();
        assertThat(back.isBack()).isTrue();
        assertThat(back.sentence()).contains("set back by 115200 s", "not fired again");
        assertThat(wall.look(NINE.minus(Duration.ofDays(1)).plusSeconds(1))).isEmpty();
    }
}
