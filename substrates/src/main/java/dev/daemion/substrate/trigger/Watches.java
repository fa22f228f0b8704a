package dev.daemion.substrate.trigger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.extension.definition.Durations;
import dev.daemion.extension.definition.JobDefinition;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.substrate.execution.tool.FileBounds;
import dev.daemion.substrate.trigger.watch.FolderWatch;
import dev.daemion.substrate.trigger.watch.WatchSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The folders that jobs watch: one watcher for each, inside the roots only. Belongs to the trigger substrate. */
final class Watches {
    private static final int CHANGES_TOLD_MAX = 100;

    /** What a watcher tells. */
    record Told(FolderWatch.Report report) implements TriggerProtocol.Message {}

    /** @param path symlinks resolved; empty when it may not be watched */
    record Resolved(JobPlan plan, Optional<Path> path) implements TriggerProtocol.Message {}

    private final ActorContext<TriggerProtocol.Message> context;
    private final TriggerPorts ports;
    private final Clock clock;
    private final ActorRef<FolderWatch.Report> reports;
    private final Map<ExtensionId, ActorRef<FolderWatch.Message>> watchers = new HashMap<>();
    private final Map<String, String> states = new HashMap<>();
    private int spawnedCount;

    Watches(ActorContext<TriggerProtocol.Message> context, TriggerPorts ports, Clock clock) {
        this.context = context;
        this.ports = ports;
        this.clock = clock;
        this.reports = context.messageAdapter(FolderWatch.Report.class, Told::new);
    }

    void add(JobPlan plan) {
        if (plan.triggerType().equals("watch")) {
            states.put(plan.name(), "looking at the folder");
            context.pipeToSelf(
                    CompletableFuture.supplyAsync(() -> inRoots(plan), ports.blocking()),
                    (path, failure) -> new Resolved(plan, failure == null ? path : Optional.empty()));
        }
    }

    /** Symlinks are resolved before the roots are compared; what is not there yet is judged by its nearest folder. */
    private Optional<Path> inRoots(JobPlan plan) {
        var said = plan.said("path").orElse("");
        var absolute = ports.workspace()
                .resolve(FileBounds.expand(said, ports.userHome(), ports.home()))
                .normalize();
        var real = real(absolute);
        boolean isInside = ports.roots().stream().anyMatch(real::startsWith) || real.startsWith(ports.workspace());
        boolean isHome = real.startsWith(ports.home()) && !real.startsWith(ports.workspace());
        return isInside && !isHome ? Optional.of(real) : Optional.empty();
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            var parent = path.getParent();
            var name = path.getFileName();
            return parent == null || name == null ? path : real(parent).resolve(name);
        }
    }

    /** @param isStillThere false when the job has changed or gone meanwhile */
    void resolved(Resolved resolved, boolean isStillThere) {
        var plan = resolved.plan();
        if (!isStillThere) {
            return;
        }
        if (resolved.path().isEmpty()) {
            states.put(
                    plan.name(),
                    "not watched: " + plan.said("path").orElse("") + " lies outside the folders that may be used");
            return;
        }
        var definition = plan.definition();
        var spec = WatchSpec.of(
                plan.name(),
                resolved.path().get(),
                definition.said("glob").orElse(""),
                kinds(plan),
                definition
                        .said("debounce")
                        .map(said -> Durations.atMost(JobDefinition.DEBOUNCE_MAX, said))
                        .orElse(WatchSpec.DEBOUNCE_DEFAULT));
        var behavior = FolderWatch.create(spec, reports, ports.blocking(), clock);
        watchers.put(
                plan.id(),
                context.spawn(
                        Behaviors.supervise(behavior)
                                .onFailure(SupervisorStrategy.restartWithBackoff(
                                        Duration.ofSeconds(1), Duration.ofMinutes(1), 0.2)),
                        "watch-" + plan.id() + "-" + ++spawnedCount));
    }

    private static Set<FolderWatch.Kind> kinds(JobPlan plan) {
        var said = EnumSet.noneOf(FolderWatch.Kind.class);
        plan.definition()
                .trigger()
                .path("events")
                .forEach(event ->
                        said.add(FolderWatch.Kind.valueOf(event.asText().toUpperCase(Locale.ROOT))));
        return said.isEmpty() ? EnumSet.allOf(FolderWatch.Kind.class) : said;
    }

    void remove(JobPlan plan) {
        states.remove(plan.name());
        var watcher = watchers.remove(plan.id());
        if (watcher != null) {
            context.stop(watcher);
        }
    }

    /** How the watch of that job stands; empty when it has none. */
    Optional<String> state(String job) {
        return Optional.ofNullable(states.get(job));
    }

    void stands(FolderWatch.WatchState state) {
        states.computeIfPresent(state.job(), (_, _) -> switch (state.state()) {
            case OK -> "watching";
            case POLLING -> "watching by looking from time to time: " + state.detail();
            case FAILED -> "not watched: " + state.detail();
        });
    }

    static Occasion occasion(FolderWatch.Changed changed) {
        var payload = JsonNodeFactory.instance.objectNode();
        var first = changed.changes().getFirst();
        payload.put("path", first.path());
        payload.put("kind", first.kind().name().toLowerCase(Locale.ROOT));
        payload.put("count", changed.changes().size());
        payload.put("truncated", changed.isTruncated());
        var list = payload.putArray("changes");
        changed.changes().stream()
                .limit(CHANGES_TOLD_MAX)
                .forEach(change -> list.addObject()
                        .put("kind", change.kind().name().toLowerCase(Locale.ROOT))
                        .put("path", change.path()));
        return new Occasion(
                "watch", "watch:" + changed.at() + ":" + first.path().hashCode(), changed.at(), payload, 1);
    }
}
