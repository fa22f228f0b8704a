package dev.daemion.substrate.trigger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.extension.trigger.WebhookSignature;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.kernel.secret.Secret;
import dev.daemion.kernel.wire.Json;
import dev.daemion.kernel.wire.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.util.ByteString;

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
    private static final int ACCEPTED_MAX = 100_000;
    /** What a delivery with a timestamp could be sent again in: five minutes before it to five after. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    /** Nobody signs with it: what is checked against it takes as long as anything else and is never right. */
    private static final Secret NOBODYS = new Secret("-");

    private final TriggerPorts ports;
    private final Clock clock;
    private final Map<String, Deque<Instant>> lately = new HashMap<>();
    private final LinkedHashMap<String, Instant> accepted = new LinkedHashMap<>();

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

    /**
     * Off the actor. Fails with UNAUTHORIZED; a hook that is not there as one whose signature does not fit.
     *
     * @param plan empty when there is no such hook
     */
    CompletionStage<Occasion> occasion(Optional<JobPlan> plan, TriggerProtocol.Hook hook) {
        return CompletableFuture.supplyAsync(() -> checked(plan, hook), ports.blocking());
    }

    /** The job's entity knows its newest deliveries, after a restart too; of busy hooks this knows more. */
    boolean isKnown(String name, Occasion delivery) {
        var now = clock.instant();
        var oldest = accepted.values().iterator();
        while (oldest.hasNext() && oldest.next().plus(REMEMBERED).isBefore(now)) {
            oldest.remove();
        }
        return accepted.containsKey(name + " " + delivery.key());
    }

    /** It was decided on. */
    void accepted(String name, Occasion delivery) {
        accepted.put(name + " " + delivery.key(), clock.instant());
        if (accepted.size() > ACCEPTED_MAX) {
            var _ = accepted.pollFirstEntry();
        }
    }

    private Occasion checked(Optional<JobPlan> plan, TriggerProtocol.Hook hook) {
        var secret = plan.flatMap(known -> known.said("secret")).flatMap(ports.secrets());
        var bytes = hook.body().toArray();
        var found = WebhookSignature.check(
                secret.orElse(NOBODYS),
                header -> Optional.ofNullable(hook.headers().get(header.toLowerCase(Locale.ROOT))),
                bytes,
                clock.instant());
        boolean isSigned = found == WebhookSignature.Outcome.VALID || found == WebhookSignature.Outcome.STALE;
        var outcome = secret.isEmpty() && isSigned ? WebhookSignature.Outcome.MISMATCHED : found;
        if (outcome != WebhookSignature.Outcome.VALID) {
            throw refused(outcome.sentence());
        }
        var signed = hook.headers().getOrDefault(WebhookSignature.TIMESTAMP.toLowerCase(Locale.ROOT), "");
        var text = new String(bytes, StandardCharsets.UTF_8);
        // Of the bytes: what is no text reads alike when it is not.
        var key = "hook:"
                + Sha256.hex(
                        ByteString.fromString(signed + "\n").concat(hook.body()).toArray());
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
