package dev.daemion.substrate.execution;

import dev.daemion.extension.definition.ControlDefinition.Per;
import dev.daemion.extension.definition.ControlDefinition.Rate;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.StorageQuery.AgentTurn;
import dev.daemion.substrate.execution.tool.Wildcard;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How many turns each agent has answered lately, against the rate controls. An hour and a day are the last 60 minutes
 * and 24 hours, so that no turn of the clock gives everything back at once. Belongs to the execution substrate.
 */
final class RateBook {
    private static final Duration KEPT = Duration.ofDays(1);
    /** As many as a rate can admit. */
    private static final int TURNS_MAX = 100_000;

    private final Clock clock;
    private final Map<String, Deque<Instant>> turns = new HashMap<>();
    private final Set<RunId> known = new HashSet<>();
    private Map<String, Rate> rates = Map.of();

    RateBook(Clock clock) {
        this.clock = clock;
    }

    /** @param controls by name */
    void setRates(Map<String, Rate> controls) {
        rates = Map.copyOf(controls);
    }

    /** What the journal says of the last day, at start; what was counted since then stays. */
    void load(List<AgentTurn> journalled) {
        var since = new HashMap<>(turns);
        turns.clear();
        journalled.forEach(turn -> {
            known.add(turn.runId());
            note(turn.agentId(), turn.at());
        });
        since.forEach((agentId, counted) -> counted.forEach(at -> note(agentId, at)));
    }

    /** Counts a turn of an agent, or says why it may not begin. */
    Optional<Problem> take(String agentId) {
        var now = clock.instant();
        var refusal = rates.entrySet().stream()
                .filter(rate -> concerns(rate.getValue(), agentId))
                .flatMap(rate -> refusal(rate.getKey(), rate.getValue(), agentId, now).stream())
                .findFirst();
        if (refusal.isEmpty()) {
            note(agentId, now);
        }
        return refusal;
    }

    /** As {@link #take}, once for a run: one that is taken up again was counted before. */
    Optional<Problem> take(String agentId, RunId runId) {
        if (known.contains(runId)) {
            return Optional.empty();
        }
        var refusal = take(agentId);
        if (refusal.isEmpty() && known.size() < TURNS_MAX) {
            known.add(runId);
        }
        return refusal;
    }

    private Optional<Problem> refusal(String name, Rate rate, String agentId, Instant now) {
        var window = rate.per() == Per.HOUR ? Duration.ofHours(1) : KEPT;
        var from = now.minus(window);
        var within = new ArrayList<Instant>();
        turns.getOrDefault(agentId, new ArrayDeque<>()).forEach(at -> {
            if (at.isAfter(from)) {
                within.add(at);
            }
        });
        if (within.size() < rate.turns()) {
            return Optional.empty();
        }
        var free =
                Duration.between(now, within.get(within.size() - rate.turns()).plus(window));
        return Optional.of(new Problem(
                        ProblemCode.TOO_MANY,
                        "the agent " + agentId + " has answered " + within.size() + " turns in the last "
                                + rate.per().wire() + ", and the control " + name + " admits " + rate.turns()
                                + ": wait " + Math.max(1, free.toMinutes())
                                + " min, ask another agent, or change the control")
                .retryAfter((int) Math.min(Integer.MAX_VALUE, free.toSeconds() + 1)));
    }

    private static boolean concerns(Rate rate, String agentId) {
        return rate.agents().stream()
                .anyMatch(pattern -> Wildcard.ofText(pattern).matches(agentId));
    }

    private void note(String agentId, Instant at) {
        var answered = turns.computeIfAbsent(agentId, _ -> new ArrayDeque<>());
        answered.addLast(at);
        var oldest = clock.instant().minus(KEPT);
        while (!answered.isEmpty()
                && (answered.size() > TURNS_MAX || !answered.getFirst().isAfter(oldest))) {
            answered.removeFirst();
        }
    }
}
