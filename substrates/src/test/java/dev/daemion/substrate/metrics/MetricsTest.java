package dev.daemion.substrate.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunStatus;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What the substrates count")
class MetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void listen() {
        Metrics.addRegistry(registry);
    }

    @AfterEach
    void leave() {
        Metrics.removeRegistry(registry);
        registry.close();
    }

    @Test
    @DisplayName("a level follows its owner, goes with it, and a successor takes its name")
    void levels() {
        try (var level = new Level("test.readers", "Readers.")) {
            level.set(3);
            assertThat(registry.get("test.readers").gauge().value()).isEqualTo(3);
        }
        assertThat(registry.find("test.readers").gauge()).isNull();
        try (var next = new Level("test.readers", "Readers.")) {
            next.set(1);
            assertThat(registry.get("test.readers").gauge().value()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("runs are told apart by kind and end, calls of models by provider and end")
    void tallies() {
        Tallies.runEnded(RunKind.CHAT, RunStatus.SUCCEEDED);
        Tallies.modelCallEnded(Tallies.modelCall(), "ollama", Tallies.Outcome.FAILED);
        var runs = registry.get("daemion.runs.ended").tags("kind", "chat", "status", "succeeded");
        assertThat(runs.counter().count()).isPositive();
        var calls = registry.get("daemion.model.calls").tags("provider", "ollama", "outcome", "failed");
        assertThat(calls.timer().count()).isPositive();
    }
}
