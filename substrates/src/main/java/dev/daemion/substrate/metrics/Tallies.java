package dev.daemion.substrate.metrics;

import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;

/** What happened since the start: runs that ended and calls of models. */
public final class Tallies {
    private Tallies() {}

    /** A run came to its end. */
    public static void runEnded(RunKind kind, RunStatus status) {
        Counter.builder("daemion.runs.ended")
                .description("Runs that ended, by kind and how.")
                .tag("kind", kind.wire())
                .tag("status", status.wire())
                .register(Metrics.globalRegistry)
                .increment();
    }

    /** Begins the measure of one call of a model. */
    public static Timer.Sample modelCall() {
        return Timer.start(Metrics.globalRegistry);
    }

    /** How a call of a model ended. */
    public enum Outcome {
        COMPLETED("completed"),
        FAILED("failed"),
        CANCELLED("cancelled");

        private final String tag;

        Outcome(String tag) {
            this.tag = tag;
        }
    }

    /** @param provider its name in the settings, of which there are few */
    public static void modelCallEnded(Timer.Sample call, String provider, Outcome outcome) {
        call.stop(Timer.builder("daemion.model.calls")
                .description("Calls of models from the request to the last event, tries included.")
                .tag("provider", provider)
                .tag("outcome", outcome.tag)
                .register(Metrics.globalRegistry));
    }
}
