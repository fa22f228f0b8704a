package dev.daemion.substrate.trigger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.extension.trigger.WebhookSignature;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.kernel.wire.Json;
import dev.daemion.kernel.wire.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Deliveries to webhooks: how many each may have, whether they are signed with the hook's own secret, and what they
 * become. A delivery is known again by what was signed, so that a copy under another delivery id fires nothing. Belongs
 * to the trigger substrate.
 */
final class Hooks {
    /** Deliveries of one hook within a minute. */
    static final int PER_MINUTE_MAX = 60;

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int BODY_KEPT_MAX = 256 * 1024;
    private static final int TEXT_KEPT_MAX = 64 * 1024;
    private static final int HOOKS_MAX = 10_000;

    private final TriggerPorts ports;
    private final Clock clock;
    private final Map<String, Deque<Instant>> lately = new HashMap<>();

    Hooks(TriggerPorts ports, Clock clock) {
        this.ports = ports;
        this.clock = clock;
    }

    /** True when the hook has had its share of this minute; else it is counted. */
    boolean isFlooded(String name) {
        var now = clock.instant();
        if (lately.size() > HOOKS_MAX) {
            lately.clear();
        }
        var times = lately.computeIfAbsent(name, _ -> new ArrayDeque<>());
        while (!times.isEmpty() && !times.getFirst().plus(MINUTE).isAfter(now)) {
            times.removeFirst();
        }
        if (times.size() >= PER_MINUTE_MAX) {
            return true;
        }
        times.add(now);
        return false;
    }

    /** Off the actor. Fails with UNAUTHORIZED. */
    CompletionStage<Occasion> occasion(JobPlan plan, TriggerProtocol.Hook hook) {
        return CompletableFuture.supplyAsync(() -> checked(plan, hook), ports.blocking());
    }

    private Occasion checked(JobPlan plan, TriggerProtocol.Hook hook) {
        var secret = plan.said("secret").flatMap(ports.secrets());
        var bytes = hook.body().toArray();
        var outcome = secret.map(key -> WebhookSignature.check(
                        key,
                        header -> Optional.ofNullable(hook.headers().get(header.toLowerCase(Locale.ROOT))),
                        bytes,
                        clock.instant()))
                .orElse(WebhookSignature.Outcome.MISMATCHED);
        if (outcome != WebhookSignature.Outcome.VALID) {
            throw refused(outcome.sentence());
        }
        var signed = hook.headers().getOrDefault(WebhookSignature.TIMESTAMP.toLowerCase(Locale.ROOT), "");
        var text = new String(bytes, StandardCharsets.UTF_8);
        var key = "hook:" + Sha256.hex(signed + "\n" + text);
        return new Occasion("webhook", key, clock.instant(), payload(hook, text), 1);
    }

    static Problem refused(String sentence) {
        return new Problem(ProblemCode.UNAUTHORIZED, sentence + " Sign it with the secret of this hook.");
    }

    private static JsonNode payload(TriggerProtocol.Hook hook, String text) {
        var payload = JsonNodeFactory.instance.objectNode().put("hook", hook.name());
        Optional.ofNullable(hook.headers().get("x-github-event")).ifPresent(event -> payload.put("event", event));
        if (text.length() <= BODY_KEPT_MAX) {
            try {
                payload.set("body", Json.stored().readTree(text));
            } catch (JsonProcessingException e) {
                // Not JSON: it is told as text.
            }
        }
        return payload.put("text", text.length() <= TEXT_KEPT_MAX ? text : text.substring(0, TEXT_KEPT_MAX));
    }
}
