package dev.daemion.extension.definition;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.run.DirectStep;
import dev.daemion.kernel.run.Priority;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Work that Daemion does by itself. It has either a prompt or direct steps. The flat form ({@code schedule},
 * {@code agent_id}) is read as what it is short for.
 *
 * @param trigger when it fires, an object with {@code type}
 * @param agent name of an agent or alias of a model; null means the agent that made it
 * @param prompt template of what to do; null with {@code direct}
 * @param direct tool calls in order; empty with {@code prompt}
 * @param context what the agent is given along
 * @param outputs where the result goes; empty means the owner's thread
 * @param chains jobs to fire when this one has succeeded
 * @param maxDurationSeconds after which a run is ended; null for no limit of its own
 * @param retry what follows a failure; null for nothing
 * @param catchUpWindow such as {@code 12h}: see {@link #window()}
 */
public record JobDefinition(
        JsonNode trigger,
        @Nullable String schedule,
        @JsonProperty("agent_id") @Nullable String agentId,
        @Nullable String agent,
        @Nullable String prompt,
        List<DirectStep> direct,
        List<ContextItem> context,
        List<Output> outputs,
        List<String> chains,
        Priority priority,
        @JsonProperty("max_duration") @Nullable Integer maxDurationSeconds,
        @JsonProperty("budget_usd") @Nullable BigDecimal budgetUsd,
        @JsonProperty("max_turns") @Nullable Integer turnsMax,
        @Nullable Retry retry,
        String overlap,
        @JsonProperty("catch_up") String catchUp,
        @JsonProperty("catch_up_window") String catchUpWindow) {
    /** Longest wait before a further try. */
    public static final Duration BACKOFF_MAX = Duration.ofDays(1);
    /** Longest time after which a firing may be made up for. */
    public static final Duration WINDOW_MAX = Duration.ofDays(366);
    /** Longest time that nothing may happen before a change of files is told. */
    public static final Duration DEBOUNCE_MAX = Duration.ofHours(1);

    private static final int RETRIES_MAX = 20;

    public JobDefinition {
        if (trigger == null || trigger.isMissingNode() || trigger.isNull()) {
            trigger = flat(schedule);
        }
        agent = agent == null ? agentId : agent;
        direct = direct == null ? List.of() : List.copyOf(direct);
        context = context == null ? List.of() : List.copyOf(context);
        outputs = outputs == null ? List.of() : List.copyOf(outputs);
        chains = chains == null ? List.of() : List.copyOf(chains);
        priority = priority == null ? Priority.NORMAL : priority;
        overlap = Objects.requireNonNullElse(overlap, "skip");
        catchUp = Objects.requireNonNullElse(catchUp, "latest");
        catchUpWindow = Objects.requireNonNullElse(catchUpWindow, "7d");
    }

    /** The trigger alone, without reading all the rest. */
    public static JsonNode triggerOf(ExtensionView job) {
        var trigger = job.definition().path("trigger");
        return trigger.isObject()
                ? trigger
                : flat(job.definition().path("schedule").textValue());
    }

    private static JsonNode flat(@Nullable String schedule) {
        var trigger = JsonNodeFactory.instance.objectNode().put("type", "cron");
        return schedule == null ? trigger : trigger.put("schedule", schedule);
    }

    /** One of {@code message command cron watch webhook event chain}. */
    public String triggerType() {
        return trigger.path("type").asText("cron");
    }

    /** A member of the trigger; empty when it is not there. */
    public Optional<String> said(String key) {
        return trigger.hasNonNull(key) ? Optional.of(trigger.get(key).asText()) : Optional.empty();
    }

    /** True for one that listens to messages and runs before their answer. */
    public static boolean runsBefore(ExtensionView job) {
        var trigger = triggerOf(job);
        return trigger.path("type").asText().equals("message")
                && trigger.path("mode").asText().equals("before");
    }

    public Optional<Duration> maxDuration() {
        return Optional.ofNullable(maxDurationSeconds).map(Duration::ofSeconds);
    }

    /** How late a firing may be made up for. */
    public Duration window() {
        return Durations.atMost(WINDOW_MAX, catchUpWindow);
    }

    /**
     * How long after a failure it is tried again; empty when it is not.
     *
     * @param attempt the one that failed, from 1
     */
    public Optional<Duration> retryAfter(int attempt) {
        return retry == null || attempt > Math.min(retry.max(), RETRIES_MAX)
                ? Optional.empty()
                : Optional.of(retry.wait(attempt));
    }

    /** Exactly one is said. */
    public record ContextItem(
            @Nullable String read,
            @Nullable String engram,
            @Nullable String job) {}

    /**
     * Exactly one is said.
     *
     * @param notice {@code push} or {@code app}
     * @param thread {@code owner}, or the id of a thread
     */
    public record Output(
            @Nullable String file,
            @Nullable Boolean engram,
            @JsonProperty("notify") @Nullable String notice,
            @Nullable String thread) {}

    /**
     * @param max further tries
     * @param backoff {@code fixed}, {@code linear} or {@code exponential}
     * @param base first wait, such as {@code 30s}
     */
    public record Retry(
            int max, @Nullable String backoff, @Nullable String base) {
        private static final String BASE_DEFAULT = "30s";

        Duration wait(int attempt) {
            var first = Durations.atMost(BACKOFF_MAX, base == null ? BASE_DEFAULT : base);
            long factor = switch (backoff == null ? "exponential" : backoff.toLowerCase(Locale.ROOT)) {
                case "fixed" -> 1;
                case "linear" -> attempt;
                default -> 1L << Math.min(attempt - 1, RETRIES_MAX);
            };
            long millis = Math.multiplyHigh(first.toMillis(), factor) == 0
                    ? first.toMillis() * factor
                    : BACKOFF_MAX.toMillis();
            return Duration.ofMillis(Math.clamp(millis, 0, BACKOFF_MAX.toMillis()));
        }
    }
}
