package dev.daemion.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The process of a gateway")
class MainTest {
    @ParameterizedTest(name = "started at {0} ms")
    @ValueSource(longs = {0, 1, 149, 150, 500, 999, 1_764_460_800_123L})
    @DisplayName("collects once, some twenty seconds after its start and behind a whole second")
    void settles(long now) {
        long wait = Main.settledIn(now);

        assertThat(wait).isBetween(20_000L, 21_150L);
        assertThat((now + wait) % 1_000).isEqualTo(150);
    }
}
