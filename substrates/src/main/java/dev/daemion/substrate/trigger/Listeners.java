package dev.daemion.substrate.trigger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.daemion.extension.trigger.EventFilter;
import dev.daemion.extension.trigger.FilterRefused;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.kernel.run.Firing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Jobs that wait for events and messages, and which of them one of those fires. Belongs to the trigger substrate. */
final class Listeners {
    private static final int TEXT_KEPT_MAX = 20_000;

    /** @param filter null when every event of that name counts */
    private record Waiting(
            JobPlan plan, String event, @Nullable EventFilter filter) {}

    private record Hearing(JobPlan plan, Pattern pattern) {}

    /** A job and why it fires. */
    record Called(JobPlan plan, Occasion occasion) {}

    private final Map<ExtensionId, Waiting> waiting = new HashMap<>();
    private final Map<ExtensionId, Hearing> hearing = new HashMap<>();

    /** What cannot be compiled was refused when it was stored; here it waits for nothing. */
    void add(JobPlan plan) {
        try {
            switch (plan.triggerType()) {
                case "event" -> {
                    var filter = plan.said("filter");
                    waiting.put(
                            plan.id(),
                            new Waiting(
                                    plan,
                                    plan.said("event").orElse(""),
                                    filter.isPresent() ? EventFilter.compile(filter.get()) : null));
                }
                case "message" ->
                    hearing.put(
                            plan.id(),
                            new Hearing(
                                    plan, Pattern.compile(plan.said("pattern").orElse(""), Pattern.CASE_INSENSITIVE)));
                default -> {} // Fired by something else.
            }
        } catch (FilterRefused | PatternSyntaxException e) {
            remove(plan);
        }
    }

    void remove(JobPlan plan) {
        waiting.remove(plan.id());
        hearing.remove(plan.id());
    }

    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** Runs that an event led to fire none: two jobs that wait for each other's end would never stop. */
    List<Called> called(TriggerProtocol.Event event, Map<String, Boolean> flags) {
        var called = new ArrayList<Called>();
        for (var one : waiting.values()) {
            boolean isOwn = one.plan().name().equals(event.job())
                    || Firing.isByEvent(event.body().path("trigger").asText(), event.body());
            if (!isOwn && one.event().equals(event.name()) && matches(one.filter(), event, flags)) {
                called.add(new Called(
                        one.plan(),
                        new Occasion(
                                "event",
                                "event:" + event.ordering() + ":" + event.name(),
                                event.at(),
                                event.body(),
                                1)));
            }
        }
        return called;
    }

    private static boolean matches(
            @Nullable EventFilter filter, TriggerProtocol.Event event, Map<String, Boolean> flags) {
        return filter == null || filter.test(event.body(), flags) instanceof EventFilter.Verdict.Matches;
    }

    List<Called> called(TriggerProtocol.Said said, Instant now) {
        var called = new ArrayList<Called>();
        for (var one : hearing.values()) {
            var thread = one.plan().said("thread");
            boolean isHere = thread.isEmpty()
                    || thread.equals(Optional.of(said.threadId().value()));
            if (isHere && one.pattern().matcher(said.content()).find()) {
                var text = said.content().length() <= TEXT_KEPT_MAX
                        ? said.content()
                        : said.content().substring(0, TEXT_KEPT_MAX);
                var payload = JsonNodeFactory.instance
                        .objectNode()
                        .put("text", text)
                        .put("thread_id", said.threadId().value())
                        .put("turn_id", said.turnId().value());
                called.add(new Called(one.plan(), new Occasion("message", "turn:" + said.turnId(), now, payload, 1)));
            }
        }
        return called;
    }
}
