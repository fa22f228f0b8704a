package dev.daemion.substrate.execution.model.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.problem.ProblemCode;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The retry policy")
class RetryPolicyTest {
    private final RetryPolicy policy = RetryPolicy.standard(RandomGenerator.getDefault());

    @Test
    @DisplayName("doubles the pause, with jitter, up to a bound")
    void doubles() {
        for (var i = 0; i < 100; i++) {
            assertThat(millis(1, passing(null))).isBetween(250L, 500L);
            assertThat(millis(3, passing(null))).isBetween(1000L, 2000L);
        }
        var patient = new RetryPolicy(
                40,
                Duration.ofMillis(500),
                Duration.ofSeconds(15),
                Duration.ofSeconds(60),
                RandomGenerator.getDefault());
        assertThat(patient.pause(39, passing(null)).orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(15));
    }

    @Test
    @DisplayName("never comes back before the provider asks for it")
    void honoursWishes() {
        for (var i = 0; i < 100; i++)
            assertThat(millis(1, passing(Duration.ofSeconds(7)))).isBetween(7000L, 7700L);
    }

    @Test
    @DisplayName("gives up after four tries, on a wish of minutes, and at once where another try makes no sense")
    void givesUp() {
        assertThat(policy.pause(3, passing(null))).isPresent();
        assertThat(policy.pause(4, passing(null))).isEmpty();
        assertThat(policy.pause(1, passing(Duration.ofMinutes(5)))).isEmpty();
        assertThat(policy.pause(1, WireFailure.fatal(ProblemCode.MODEL_REFUSED, "no")))
                .isEmpty();
    }

    private long millis(int attempt, WireFailure failure) {
        return policy.pause(attempt, failure).orElseThrow().toMillis();
    }

    private static WireFailure passing(@Nullable Duration retryAfter) {
        return WireFailure.passing(ProblemCode.MODEL_OVERLOADED, "busy", retryAfter);
    }
}
